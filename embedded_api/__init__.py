"""The Bookstore: an ordinary FastAPI app to learn on. It runs alone with `uvicorn embedded_api.main:app`."""
