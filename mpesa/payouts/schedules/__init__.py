"""Schedules: a batch, or one payout, that is paid again on days to come. Approved once, for exactly these
rows, sums and days; each day makes one batch, which goes through every check as if a person brought it in.
"""
