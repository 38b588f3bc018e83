"""A report's sheets as plain data (description.py), and the files that are made of them: a workbook
(workbook.py), CSV and JSON (plain_files.py).

Cells are written as XML by the batch, with the styles, the print set-up and the charts that openpyxl makes
around them (frame.py): memory does not grow with the rows.
"""
