"""Figures of a business over a stretch of days, for dashboards and packs of reports: joined from the reads
of mpesa, each by an index. Nothing here is kept.
"""
