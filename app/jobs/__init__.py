"""Brings results home to the Qt thread. QtCore only."""
