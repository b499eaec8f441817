"""Everyone's own day on paper, in a calendar and in a spreadsheet."""
