"""The errors of a response as cards that lead to their fields."""
