"""Version-neutral operations, parameters, bodies, responses and security needs."""
