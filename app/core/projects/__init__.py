"""A person's own FastAPI project: its apps, its interpreters, and how its app is doing as a child process."""
