"""What was open and typed, from one start of the window to the next."""
