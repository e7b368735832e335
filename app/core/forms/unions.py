"""Which alternative of a union a value follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.base.json_equal import same_json
from app.core.base.json_text import read_number
from app.core.base.json_types import OMIT
from app.core.base.names import NEAR, name_score
from app.core.forms.merging import types_of

if TYPE_CHECKING:
    from app.core.base.json_types import Omitted, Value
    from app.core.forms.shape import Alternative, Shape
    from app.core.forms.shapes import Shapes

MAX_COMPARED: Final = 100
"""The alternatives of larger unions are told apart by their tags alone."""

_WRONG_TYPE: Final = -100.0
_WRONG_CHOICE: Final = -10.0
_RIGHT_CHOICE: Final = 6.0
_WRONG_MEMBER: Final = -3.0
_MISSING: Final = -2.0
_UNKNOWN: Final = -1.0
_KNOWN: Final = 1.0


class Follower:
    """Tells which alternative a value follows."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes

    def follow(self, shape: Shape, value: Value | Omitted, chosen: int | None) -> int | None:
        """The index of the alternative; None where the shape is no union.

        The value's tag decides, then what a person chose as long as the value could be of that kind, then the only
        alternative whose rules the value keeps, then the tag that is like a misspelt one, then what fits best.
        Without a value it is what was chosen, else the first.
        """
        count = len(shape.alternatives)
        if not count:
            return None
        chosen = chosen if chosen is not None and 0 <= chosen < count else None
        if value is OMIT or value is None:
            return chosen or 0
        tagged = [index for index, found in enumerate(shape.alternatives) if _is_tagged(found, value)]
        if tagged:
            return chosen if chosen in tagged else tagged[0]
        if chosen is not None and _is_container_alike(shape.alternatives[chosen].shape, value):
            return chosen
        if count > MAX_COMPARED:
            return self._follow_tags(shape, value)
        fitting = [index for index, found in enumerate(shape.alternatives) if self._fits(found, value)]
        if len(fitting) == 1:
            return fitting[0]
        likeness = [_tag_likeness(found, value) for found in shape.alternatives]
        near = max(likeness) if max(likeness) >= NEAR else 0.0
        if not near and shape.fallback is not None and not fitting:
            return shape.fallback
        scores = [
            (index in fitting, alike >= near, self.fit(found.shape, value))
            for index, (found, alike) in enumerate(zip(shape.alternatives, likeness, strict=True))
        ]
        return scores.index(max(scores))

    def _follow_tags(self, shape: Shape, value: Value) -> int:
        """The alternative of the tag that is most like the value's; of very many, none is read to be compared."""
        likeness = [_tag_likeness(found, value) for found in shape.alternatives]
        return likeness.index(max(likeness)) if max(likeness) >= NEAR else shape.fallback or 0

    def _fits(self, alternative: Alternative, value: Value) -> bool:
        return self._shapes.judge.fits(alternative.own, value)

    def fit(self, shape: Shape, value: Value) -> float:
        """How well a value fits a shape, by what is on its surface; larger is better."""
        if shape.types is not None and not shape.types & types_of(value):
            return _WRONG_TYPE
        if shape.choices is not None:
            return _RIGHT_CHOICE if any(same_json(choice, value) for choice in shape.choices) else _WRONG_CHOICE
        if isinstance(value, dict):
            return self._fit_members(shape, value)
        if isinstance(value, list) and value and shape.items:
            return self._fit_member(self._shapes.shape(shape.items), value[0])
        return 0.0

    def _fit_members(self, shape: Shape, value: dict[str, Value]) -> float:
        missing = len(shape.required - value.keys())
        unknown = [name for name in value if name not in shape.properties]
        score = missing * _MISSING + len(unknown) * _UNKNOWN * (2 if shape.additional is False else 1)
        for name, nodes in shape.properties.items():
            if name in value:
                score += _KNOWN + self._fit_member(self._shapes.shape(nodes), value[name])
        return score

    def _fit_member(self, shape: Shape, value: Value) -> float:
        if value is None and shape.nullable:
            return 0.0
        if shape.choices is not None:
            return _RIGHT_CHOICE if any(same_json(choice, value) for choice in shape.choices) else _WRONG_CHOICE
        return 0.0 if shape.types is None or shape.types & types_of(value) else _WRONG_MEMBER


def _is_tagged(alternative: Alternative, value: Value) -> bool:
    if not alternative.tags or not isinstance(value, dict):
        return False
    # A tag may be an integer or a truth value; the mapping's keys are always text.
    return all(name in value and tag_text(value[name]) in tags for name, tags in alternative.tags)


def _tag_likeness(alternative: Alternative, value: Value) -> float:
    """How like the tags of an alternative a misspelt one is; numbers are not misspelt, they are others."""
    if not alternative.tags or not isinstance(value, dict):
        return 0.0
    return min(
        max((_text_likeness(value.get(name), tag) for tag in tags), default=0.0) for name, tags in alternative.tags
    )


def _text_likeness(sent: Value, tag: str) -> float:
    return name_score(sent, tag) if isinstance(sent, str) and read_number(sent) is None else 0.0


def tag_text(value: Value) -> str:
    """A tag as the mapping of a discriminator writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_container_alike(shape: Shape, value: Value) -> bool:
    """Whether the value could be the start of one of that shape: an object, an array, or a single value as it is."""
    if shape.types is None:
        return True
    if isinstance(value, dict):
        return "object" in shape.types
    if isinstance(value, list):
        return "array" in shape.types
    return bool(shape.types - {"object", "array"})
