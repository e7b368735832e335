"""Spans that servers send by OpenTelemetry's protocol (OTLP) → traces of the requests that caused them."""
