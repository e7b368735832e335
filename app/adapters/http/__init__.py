"""The only place that imports httpx."""
