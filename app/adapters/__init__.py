"""What touches the outside. No Qt."""
