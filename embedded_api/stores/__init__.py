"""What the shop keeps: one store per noun, each the only place with SQL for its tables."""
