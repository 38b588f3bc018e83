"""A till whose whole truth is known, the files that Safaricom would export of it, and what goes wrong.

`history` makes the truth from a seed; `claims` cuts stretches out of it and `writing` writes them as the
portal does; `stories` says what a kind of fault is, `file_faults` and `book_faults` are the kinds. Written
from reference/daraja alone: nothing here imports the product or a library that the product reads files with
(tests/reconciliation/test_corpus_itself.py holds that), so that both cannot be wrong in the same way.

`python -m tests.reconciliation.corpus` runs every kind and writes docs/reconciliation-faults.md.
"""
