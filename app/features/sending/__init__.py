"""Sends requests and joins what comes back; it has no view."""
