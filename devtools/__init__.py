"""What `dev.py` needs before anything is installed: the standard library alone, Python 3.11 or newer."""
