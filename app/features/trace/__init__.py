"""What happened to a request, span by span, on one time axis with the client's phases."""
