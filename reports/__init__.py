"""Reports of a business: what each shows (catalogue/), and how any of them becomes a workbook, CSV or JSON
(sheets/). They read everything below and change nothing.
"""
