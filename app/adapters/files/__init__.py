"""Opening, saving and watching files."""
