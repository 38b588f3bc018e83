"""Signing in, people, invitations, approvals and KYC over GraphQL."""
