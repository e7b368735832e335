"""The response against what the document promises of it."""
