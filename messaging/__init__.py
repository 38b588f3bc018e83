"""The outbox: text messages and e-mails are rows of the transaction that wants them, and are sent by wake-
up.
"""
