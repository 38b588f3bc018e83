"""What players do: stake, set limits to it, and keep themselves from it."""
