"""Daraja's calls, a file for each family, and the prompts and results that follow them."""
