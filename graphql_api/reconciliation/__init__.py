"""Statements and runs over GraphQL."""
