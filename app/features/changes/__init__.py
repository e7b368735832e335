"""What changed when the open document was read again."""
