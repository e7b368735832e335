"""How requests travel: the settings of connections."""
