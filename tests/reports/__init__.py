"""Reports: their sheets, and the figures on them."""
