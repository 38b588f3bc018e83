"""Statements of the organisation portal: read into one typed frame, checked by their own running balance."""
