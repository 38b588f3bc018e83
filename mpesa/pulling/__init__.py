"""Pulling: asking Safaricom afterwards what customers paid in the last 48 hours (Pull Transactions), so that
a payment whose callback was lost is booked all the same, by the same code.
"""
