"""One folder per thing a person can name."""
