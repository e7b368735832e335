"""Where a request went and where it stopped."""
