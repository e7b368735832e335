"""Watches the event loop from a thread of its own: what holds it up, who has to wait, how full the thread pool is."""
