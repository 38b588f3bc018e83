"""A player shows a business who they are, with documents, and reaches a higher tier."""
