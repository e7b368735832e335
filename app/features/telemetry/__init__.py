"""Spans of OpenTelemetry: receiving them, and what a server has to be told."""
