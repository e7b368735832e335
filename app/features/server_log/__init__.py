"""What the server wrote."""
