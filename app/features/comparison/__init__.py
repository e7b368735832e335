"""The last two exchanges of a tab, side by side."""
