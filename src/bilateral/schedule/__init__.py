"""The timetable: slot, table and interpreter for every meeting, over plain problems that know no workbook."""
