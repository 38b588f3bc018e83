"""Results: proposed with their evidence, disputed, amended."""
