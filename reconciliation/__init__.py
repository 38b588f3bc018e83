"""The proof that the books and Safaricom agree. statement_files/ reads what the portal gives, runs/
matches it with the books, workbooks/ writes down the proof.
"""
