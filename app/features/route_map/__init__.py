"""The routes of the server in match order, shadows, and trying a path."""
