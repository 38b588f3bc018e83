"""Days: of each accounting day of a till one row, which says what was to be expected in its M-Pesa accounts,
what was there, and whether that is sure. Judged every night, and whenever a fact about the day changes.
"""
