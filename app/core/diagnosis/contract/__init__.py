"""The response against what the document promised of it."""
