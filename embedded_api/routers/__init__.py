"""The endpoints, one file per tag; thin, because dependencies and stores do the work."""
