"""Field paths, JSON values, media types, typed events, the error base."""
