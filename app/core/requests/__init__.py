"""Field values to draft to prepared request."""
