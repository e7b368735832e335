"""Operation to field tree; values to JSON and back; live checks."""
