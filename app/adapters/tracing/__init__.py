"""The recorder at FastAPI's seams and its link."""
