"""Balances: what Safaricom says that an account holds after each payment, checked as a chain.

A step that nothing known explains is a hole: shown, pulled for, and closed by itself when later evidence
fills it. It never books.
"""
