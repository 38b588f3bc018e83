"""Tills: shortcodes, their sealed credentials, their accounts, and the connection to Safaricom of each."""
