"""Which shape an error body has: one file per shape, asked by `registry`."""
