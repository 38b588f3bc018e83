"""Reports in other formats; not built yet."""
