"""The concurrency lab: many requests at once, and whom each of them waited for."""
