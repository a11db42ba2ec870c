"""The workbook of a report as values: its sheets, and the columns of each."""
