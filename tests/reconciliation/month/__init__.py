"""Months of a till on the local Daraja: real HTTP both ways, a compressed clock, Safaricom's bad day, and
another client of the same shortcode, of whom our books know nothing. What really happened is read from the
sandbox's own file (truth.py); the accountant brings the statements in, accepts what is proposed, and closes.
"""
