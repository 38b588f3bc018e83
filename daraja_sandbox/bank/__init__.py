"""Money: organisations and customers, a balance per account, and the statement of each."""
