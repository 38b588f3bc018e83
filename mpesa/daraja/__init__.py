"""Safaricom's Daraja API on the wire: a client, its code tables and parsers of what it sends. No Django."""
