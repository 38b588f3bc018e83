"""How money enters the books, one entry at a time or by the batch; the seals that give the order; day
turnovers, which make balances quick; and wallets, which cannot go below zero.
"""
