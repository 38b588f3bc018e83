"""Payouts: money that a business pays to somebody's phone (B2C), at most once.

A payout is asked for and approved (requesting.py), its money is set aside on 2400 (reserving.py), it is sent
by claim, commit, call and record (claiming.py, sending.py), and whatever anybody tells of an attempt is
judged in one place (outcomes.py): Safaricom's answer, its result and Transaction Status (results.py), the
verified statement, two people. What is not known is UNKNOWN (looking.py): its reserve stays, it is asked
about and never sent again. At most one attempt of a payout is not definitely failed; the database holds that.
"""
