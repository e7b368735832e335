"""Variables and secret references."""
