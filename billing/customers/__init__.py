"""Customers, and the account numbers that they pay to."""
