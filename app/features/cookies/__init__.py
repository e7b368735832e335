"""The cookies that servers have set, to be seen and changed."""
