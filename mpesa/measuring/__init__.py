"""How well asking and paying go, counted over a stretch of time: requests with their callbacks, and payouts.
Reads only, each one query by an index; receipts are counted in mpesa/collections/by_day.py.
"""
