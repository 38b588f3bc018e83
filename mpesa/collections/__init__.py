"""Collecting: asking for a payment, finding out what became of it, recording receipts once, and moving
their money to whoever it is for.
"""
