"""What the receiver tells of itself."""

from __future__ import annotations

from app.core.trace.otlp.receiving import Counts, settings_for


def test_nothing_has_come() -> None:
    assert Counts().is_empty
    assert not any(Counts(**{name: 1}).is_empty for name in ("spans", "others", "rejected", "refused", "dropped"))


def test_a_server_is_told_by_environment_variables() -> None:
    told = dict(settings_for("http://127.0.0.1:4318", "shop"))
    assert told["OTEL_SERVICE_NAME"] == "shop"
    assert told["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://127.0.0.1:4318"
    assert told["OTEL_EXPORTER_OTLP_PROTOCOL"] == "http/protobuf"
