"""The life of a market before its result: drafts, their review, and what its operators do while it runs."""
