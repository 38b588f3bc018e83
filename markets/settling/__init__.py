"""Paying a pool out: numbers frozen in a run, signed by an approval, then posted so many at once."""
