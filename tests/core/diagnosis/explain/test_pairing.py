"""How often names are paired rightly: measured on synthetic objects, as the thresholds were chosen."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from app.core.diagnosis.explain.pairing import SURE, pair

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = """
title author year genre price name item_name first_name last_name email phone street city country zip_code
quantity customer_id order_id shipping_address billing_address created_at updated_at start_date end_date
description summary status priority category tags language currency amount discount tax_rate weight height
width depth color size brand model serial_number stock rating review_count isbn publisher page_count edition
format cover_url file_name mime_type user_name display_name password birth_date gender nationality company
department job_title salary manager_id team latitude longitude altitude timezone locale host port protocol
timeout retries version checksum signature expires_in token_type scope client_id redirect_uri grant_type
balance interest account_number routing_code is_active has_children
"""
NAMES = WORDS.split()
ROUNDS = 600


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def _pascal(name: str) -> str:
    return "".join(word.title() for word in name.split("_"))


def _kebab(name: str) -> str:
    return name.replace("_", "-")


def _shouting(name: str) -> str:
    return name.upper()


def _squashed(name: str) -> str:
    return name.replace("_", "")


def _prefixed(name: str) -> str:
    return f"item_{name}"


def _suffixed(name: str) -> str:
    return f"{name}_value"


STYLES: tuple[Callable[[str], str], ...] = (_camel, _pascal, _kebab, _shouting, _squashed, _prefixed, _suffixed)


def _typo(name: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(name) - 1)
    match chance.randrange(4):
        case 0:
            return name[:place] + name[place + 1 :]
        case 1:
            return name[:place] + name[place] + name[place:]
        case 2:
            return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        case _:
            return name[:place] + chance.choice("abcdefghijklmnopqrstuvwxyz") + name[place + 1 :]


@dataclass
class Score:
    """Counts over many objects."""

    right: int = 0
    wrong: int = 0
    expected: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.expected)


def _measured(change: Callable[[str, random.Random], str | None], seed: int) -> Score:
    """Objects of three to six members; one or two of them are sent under another name, or not at all.

    Half of the objects also hold members that the schema does not know.
    """
    chance = random.Random(seed)
    score = Score()
    for _round in range(ROUNDS):
        wire = chance.sample(NAMES, chance.randint(3, 6))
        missing = wire[: chance.randint(1, 2)]
        truth = {sent: name for name in missing if (sent := change(name, chance)) is not None and sent not in wire}
        extras = [name for name in chance.sample(NAMES, 2) if name not in wire] if chance.random() < 0.5 else []
        unread = [*truth, *(name for name in extras if name not in truth)]
        chance.shuffle(unread)
        # A value fits by chance in half of the wrong pairs, and nearly always in the right one.
        fitting = {
            (sent, name): chance.random() < (0.97 if truth.get(sent) == name else 0.5)
            for sent in unread
            for name in missing
        }
        for found in pair(unread, missing, fitting, {}):
            if found.score >= SURE:
                score.right += truth.get(found.sent) == found.read
                score.wrong += truth.get(found.sent) != found.read
        score.expected += len(truth)
    return score


def _aliased(name: str, chance: random.Random) -> str:
    return chance.choice(STYLES)(name)


def _mistyped(name: str, chance: random.Random) -> str:
    return _typo(name, chance)


def _forgotten(_name: str, _chance: random.Random) -> str | None:
    return None


def _mixed(name: str, chance: random.Random) -> str | None:
    return chance.choice((_aliased, _mistyped, _forgotten))(name, chance)


@pytest.mark.parametrize(
    ("change", "precision", "recall"),
    [(_aliased, 0.995, 0.99), (_mistyped, 0.995, 0.97), (_mixed, 0.98, 0.985)],
    ids=["alias", "typo", "mixed"],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pairs_names_rightly(
    change: Callable[[str, random.Random], str | None], precision: float, recall: float, seed: int
) -> None:
    score = _measured(change, seed)
    assert score.expected > ROUNDS / 2
    assert score.precision >= precision, score
    assert score.recall >= recall, score


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rarely_sees_a_name_where_one_was_forgotten(seed: int) -> None:
    score = _measured(_forgotten, seed)
    assert score.right == 0
    assert score.wrong <= ROUNDS * 0.02


def test_takes_what_the_server_tells_before_any_likeness() -> None:
    fitting = {("name", "item_name"): True, ("label", "item_name"): False}
    [found] = pair(["name", "label"], ["item_name"], fitting, {"label": "item_name"})
    assert (found.sent, found.told) == ("label", True)
