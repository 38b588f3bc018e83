"""The chart of accounts: what every business starts with, and what is opened later."""
