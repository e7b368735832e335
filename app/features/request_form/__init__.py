"""The form of one operation: what will be sent, and what the server said about each part of it."""
