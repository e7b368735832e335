"""The Bookstore under uvicorn in a thread."""
