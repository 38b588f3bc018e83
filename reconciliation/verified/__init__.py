"""The verified statement: what admitted files together say of each M-Pesa account. How a file comes in and
is judged.

Files are claims. A file is admitted as a whole when its own balances hold together and it agrees with what
is admitted already; else nothing of it counts. docs/reconciliation.md numbers the rules, M1 and on.
"""
