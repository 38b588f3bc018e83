"""Papers that customers hold: invoices, credit notes, receipts and statements as PDF. paper.py says what one
is, sheet.py and blocks.py draw it, the other files make one of the rows.
"""
