"""The books over GraphQL: reads, accounts, manual work, periods and files."""
