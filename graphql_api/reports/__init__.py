"""The catalogue of reports, and reports as files."""
