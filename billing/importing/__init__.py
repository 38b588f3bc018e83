"""Customers out of files that people keep: each row judged, all that is wrong told at once, then kept."""
