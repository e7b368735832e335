"""The record of one request and what came of it."""
