"""Pari-mutuel markets."""
