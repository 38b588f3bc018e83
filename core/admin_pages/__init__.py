"""What every page of /admin/ is built from: it looks, and changes nothing."""
