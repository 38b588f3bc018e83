"""Moves of money made in Safaricom's portal: recorded by a person, approved by another (recording.py), and
tied to the rows of the verified statement that show them (tying.py). They book nothing themselves.
"""
