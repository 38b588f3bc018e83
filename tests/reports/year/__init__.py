"""A year of a business, and each report of it: they agree with each other, with the books and on paper."""
