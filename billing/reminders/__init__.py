"""What customers are told and asked: bills, receipts of payments, and reminders by dunning rules.

It follows the rows of invoices and payments and never stands in their way: nothing here is called where money
moves.
"""
