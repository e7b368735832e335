"""A receiver for spans of servers that speak OpenTelemetry's protocol over HTTP (OTLP/HTTP), on loopback."""
