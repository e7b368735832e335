"""Exchanges that were, and how two of them differ."""
