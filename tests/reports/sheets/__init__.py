"""Workbooks, CSV and JSON of described reports, opened again."""
