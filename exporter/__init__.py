"""What leaves as a sheet: a traject in the import format, an empty workbook to fill in, any list."""
