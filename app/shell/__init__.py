"""The window as a frame."""
