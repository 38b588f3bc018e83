"""The peers of the ledger benchmarks: programs that run in a virtual environment of their own."""
