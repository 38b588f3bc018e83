"""`/metrics`: what an operator's Prometheus reads.

Everything is counted when it is asked, in the database and in Redis, which all processes share: no process
counts for itself. No business, person, phone or till is named; sums are of all businesses together.
"""
