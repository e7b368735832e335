"""The API in view: starting, retrying, restarting, resetting it."""
