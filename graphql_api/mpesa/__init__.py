"""Tills, payment requests and receipts over GraphQL."""
