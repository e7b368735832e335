"""The sources that were opened lately."""

from __future__ import annotations

from app.features.sources.orders import recognise
from app.features.sources.recents import MOST, Recent, Recents
from tests.support.sources import MemoryKeeper


def test_the_newest_stands_in_front_once() -> None:
    keeper = MemoryKeeper((Recent("/a.json", "A"), Recent("/b.json", "B")))
    recents = Recents(keeper)
    recents.add(recognise("/b.json"), "/b.json", "B 2")
    assert recents.all() == (Recent("/b.json", "B 2"), Recent("/a.json", "A"))
    assert keeper.recent is recents.all()
    recents.forget("/b.json")
    assert [one.reference for one in keeper.recent] == ["/a.json"]


def test_only_so_many_are_kept_and_only_what_leads_somewhere() -> None:
    keeper = MemoryKeeper()
    recents = Recents(keeper)
    recents.add(recognise("bookstore"), "bookstore", "Bookstore")
    recents.add(recognise("openapi: 3.1.0"), "text:A", "A")
    assert recents.all() == ()
    for number in range(MOST + 3):
        recents.add(recognise(f"/{number}.json"), f"/{number}.json", str(number))
    assert len(keeper.recent) == MOST
    assert keeper.recent[0].label == str(MOST + 2)


def test_a_reference_without_its_secret_is_not_whole() -> None:
    assert Recent("https://h/a", "A").is_whole
    assert not Recent("https://h/a?token=***", "A").is_whole
