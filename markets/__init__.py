"""Pari-mutuel markets: players stake on outcomes, and the pool, less a fee, goes to those who were right.

The arithmetic does without Django: `pools.py` (rules, result and stakes), `parimutuel.py` (who gets what),
`indications.py` (what it would be now), `certificate.py` over `merkle.py` (what was settled, with one
digest), and `verify_certificate.py`, which checks that on its own. running/ is the life of a market, staking/
what players do, resolving/ what came true, settling/ how the pool is paid out.
"""
