"""Spans of a request and the stages a person sees."""
