"""Customers and invoices over GraphQL."""
