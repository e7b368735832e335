"""Route table, match simulation and shadow findings as values."""
