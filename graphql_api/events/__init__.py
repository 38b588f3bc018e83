"""Subscriptions: a cursor over the event log, on a socket."""
