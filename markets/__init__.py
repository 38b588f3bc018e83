"""Pari-mutuel markets; so far their arithmetic alone: `pools.py` (rules, result and stakes), `parimutuel.py`
(who gets what) and `indications.py` (what it would be now), all without Django."""
