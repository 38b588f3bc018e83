"""The end of periods and years: what must hold first, closing, and opening again."""
