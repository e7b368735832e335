"""Plays the guided story in the real window against the real server, and keeps pictures and findings."""
