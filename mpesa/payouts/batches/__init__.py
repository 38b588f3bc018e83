"""Batches: payouts out of a CSV or Excel file, all of them or none (reading.py, importing.py), approved and
set aside together (approving.py), paused and taken back together (stopping.py).

Once approved each payout goes its own way; how far a batch is is counted from its payouts.
"""
