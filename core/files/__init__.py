"""Files that people bring: tables out of CSV and Excel, checked before a reader opens them, and what a
document is.
"""
