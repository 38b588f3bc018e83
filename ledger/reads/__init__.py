"""Reads of the books: balances, search, the chart as a tree, the general ledger and the financial
statements.
"""
