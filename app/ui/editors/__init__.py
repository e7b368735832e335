"""Editors of one value: they hold any text, help with the right one, and never forbid a wrong one."""
