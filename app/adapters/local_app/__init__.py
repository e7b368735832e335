"""A person's own FastAPI app in their own interpreter, as a child process: finding it, running it, reloading it."""
