"""Subscriptions: plans, who is billed by them for which days, and the run that issues their invoices."""
