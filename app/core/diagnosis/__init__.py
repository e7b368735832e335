"""Response to findings pinned on fields."""
