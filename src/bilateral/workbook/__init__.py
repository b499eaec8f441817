"""The exchange workbook in and out."""
