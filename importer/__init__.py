"""Reads what coordinators have today, a spreadsheet, and says row by row what is wrong with it."""
