"""Pari-mutuel markets; so far their arithmetic alone, without Django: `pools.py` (rules, result and stakes),
`parimutuel.py` (who gets what), `indications.py` (what it would be now), `certificate.py` over `merkle.py`
(what was settled, with one digest), and `verify_certificate.py`, which checks that on its own."""
