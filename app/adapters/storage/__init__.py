"""Settings and what survives a restart."""
