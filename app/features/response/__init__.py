"""What came back: status, body, headers, timing."""
