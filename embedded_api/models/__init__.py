"""What goes in and out: Pydantic models with their constraints, descriptions and examples."""
