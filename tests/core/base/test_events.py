from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.core.base.events import EventHub


@dataclass(frozen=True, slots=True)
class Opened:
    name: str


@dataclass(frozen=True, slots=True)
class OpenedTwice(Opened):
    pass


def test_handlers_get_the_events_of_their_type_in_the_order_of_subscription() -> None:
    hub, seen = EventHub(), list[str]()
    hub.subscribe(Opened, lambda event: seen.append(f"first {event.name}"))
    hub.subscribe(Opened, lambda event: seen.append(f"second {event.name}"))
    hub.subscribe(str, seen.append)
    hub.publish(Opened("a"))
    hub.publish("text")
    assert seen == ["first a", "second a", "text"]


def test_a_subclass_is_another_event() -> None:
    hub, seen = EventHub(), list[Opened]()
    hub.subscribe(Opened, seen.append)
    hub.publish(OpenedTwice("a"))
    assert seen == []


def test_an_event_without_handlers_is_nobodys() -> None:
    EventHub().publish(Opened("a"))


def test_a_cancelled_subscription_gets_nothing_and_cancelling_twice_is_harmless() -> None:
    hub, seen, kept = EventHub(), list[Opened](), list[Opened]()
    subscription = hub.subscribe(Opened, seen.append)
    hub.subscribe(Opened, kept.append)
    subscription.cancel()
    subscription.cancel()
    hub.publish(Opened("a"))
    assert seen == []
    assert kept == [Opened("a")]


def test_a_handler_subscribed_while_an_event_runs_gets_only_later_ones() -> None:
    hub, seen = EventHub(), list[Opened]()

    def subscribe_another(_: Opened) -> None:
        hub.subscribe(Opened, seen.append)

    first = hub.subscribe(Opened, subscribe_another)
    hub.publish(Opened("a"))
    assert seen == []
    first.cancel()
    hub.publish(Opened("b"))
    assert seen == [Opened("b")]


def test_a_handler_may_cancel_itself_and_the_next_one_is_still_called() -> None:
    hub, seen = EventHub(), list[str]()

    def once(_: Opened) -> None:
        seen.append("once")
        own.cancel()

    own = hub.subscribe(Opened, once)
    hub.subscribe(Opened, lambda event: seen.append(event.name))
    hub.publish(Opened("a"))
    hub.publish(Opened("b"))
    assert seen == ["once", "a", "b"]


def test_a_failing_handler_is_not_swallowed() -> None:
    hub = EventHub()

    def fail(_: Opened) -> None:
        message = "no"
        raise ValueError(message)

    hub.subscribe(Opened, fail)
    with pytest.raises(ValueError, match="no"):
        hub.publish(Opened("a"))


def test_two_hubs_do_not_know_each_other() -> None:
    one, other, seen = EventHub(), EventHub(), list[Opened]()
    one.subscribe(Opened, seen.append)
    other.publish(Opened("a"))
    assert seen == []
