"""Invoices: made, issued into the books, and paid by allocated receipts."""
