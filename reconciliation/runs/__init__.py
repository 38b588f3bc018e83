"""Runs: what only the statement knows is booked, the rest is matched, and what is left is listed in a
proof.
"""
