"""The reports: a file each, which describes its sheets from the reads of the apps below. contents.py lists
them, covers.py says what all of their covers do."""
