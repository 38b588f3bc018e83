"""Alerts over GraphQL: reading and closing them."""
