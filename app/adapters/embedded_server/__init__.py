"""An ASGI app, above all the Bookstore, under uvicorn in a background thread."""
