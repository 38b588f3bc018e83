"""Papers as people hold them."""
