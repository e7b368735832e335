"""A server that nobody can look into, simulated by its document: its paths in their order, as a table to be tried.

A document does not say in which order a server tries its routes. FastAPI writes its paths in that order, others may
not: everything here is marked as simulated, and where OpenAPI's own rule decides otherwise than the order, both are
told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from app.core.routes.inspector import Inspector
from app.core.routes.lazy_steps import LazySteps
from app.core.routes.model import Encounter, MatchResult, Route, RouteKind, RouteTable, Shadow, Step
from app.core.routes.path_index import PathIndex
from app.core.routes.simulated_words import Ruling, Why, explain_simulated, simulated_fix
from app.core.routes.templates import decode_then_split, parse_template, path_of, raw_path, split_then_decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.core.operations.listing import OperationEntry
    from app.core.routes.templates import PathTemplate

    Walk: TypeAlias = Callable[[Iterable[int]], Iterable[int]]

_SAMPLES: Final = ("word", "x", "7", "zq", "anything")
"""Values for parameters of which nothing is known."""

_FEW_SORTED: Final = 8
"""So few paths may stand in alphabetical order by chance."""

_ALPHABETICAL: Final = "Its paths stand in alphabetical order, which is hardly the one in which the server tries them."


class DocumentRoutes(Inspector):
    """The operations of a document as routes.

    Attributes:
        table: One route for each operation, in the document's order, and those that an earlier one hides.
    """

    def __init__(self, entries: Sequence[OperationEntry], base_path: str = "", walk: Walk = iter) -> None:
        """Reads them.

        Args:
            base_path: The path of the server's URL, below which the document's paths are.
            walk: Goes through the numbers of very many operations, with rests where others want to work too.
        """
        self._templates: list[PathTemplate] = []
        self._index = PathIndex()
        routes: list[Route] = []
        for index in walk(range(len(entries))):
            entry, number = entries[index], index + 1
            template = parse_template(entry.path)
            self._templates.append(template)
            routes.append(_route(entry, number))
            if template.is_path:
                self._index.add(template, entry.method, number)
        caution = _ALPHABETICAL if _is_alphabetical(entries) else ""
        table = RouteTable(tuple(routes), simulated=True, base_path=base_path.rstrip("/"), caution=caution)
        samples = self._samples()
        found = (self._shadow(table.routes[index], samples) for index in walk(range(len(entries))))
        shadows = (replace(shadow, fix=simulated_fix(table, shadow)) for shadow in found if shadow is not None)
        self.table = replace(table, shadows=tuple(shadows), find=self._find)

    def at(self, base_path: str) -> DocumentRoutes:
        """The same below another path of a server."""
        other = object.__new__(DocumentRoutes)
        other._templates, other._index = self._templates, self._index
        other.table = replace(self.table, base_path=base_path.rstrip("/"), find=other._find)
        return other

    def try_path(self, method: str, target: str) -> MatchResult:
        """How a request would go by the document's order, and by OpenAPI's rule where that is another way."""
        path = self._below_base(raw_path(target))
        segments = decode_then_split(path)
        # A document cannot describe WebSockets.
        matching = self._index.matching(segments) if method != "WEBSOCKET" else []
        winner = self._with_method(matching, method)
        steps = self._steps(matching, winner, segments)
        result = MatchResult(method, target, steps, "matched", winner, None, "")
        if winner is None and matching:
            result = replace(result, decision="method not allowed", status=405, near=matching[0])
        elif winner is None:
            result = self._unmatched(result, path)
        ruling = self._ruling(method, path)
        if ruling.winner != winner:
            result = replace(result, by_document=ruling.winner)
        return replace(result, sentence=explain_simulated(self.table, result, ruling))

    def _find(self, path: str) -> Sequence[int]:
        return self._index.matching(decode_then_split(self._below_base(path)))

    def _below_base(self, path: str) -> str:
        """The path behind that of the server; one that does not begin with it is taken as it is in the document."""
        base = self.table.base_path
        return (path[len(base) :] or "/") if base and (path + "/").startswith(base + "/") else path

    def _ruling(self, method: str, path: str) -> Ruling:
        """OpenAPI 3.1 section 4.8.8.2: concrete paths first. Which of several templates wins is left open there; here
        it is the one that is fixed for longer."""
        segments = split_then_decode(path)
        matching = self._index.matching(segments) if method != "WEBSOCKET" else []
        best = min(map(self._openness, matching), default=())
        chosen = [number for number in matching if self._openness(number) == best]
        why = Why.FIXED if not any(best) else Why.OPEN
        why = Why.SLASH if segments != decode_then_split(path) else why
        return Ruling(tuple(chosen), self._with_method(chosen, method), why)

    def _with_method(self, numbers: Sequence[int], method: str) -> int | None:
        """The first of these routes that has the method."""
        return next((number for number in numbers if self.table.routes[number - 1].methods[0] == method), None)

    def _openness(self, number: int) -> tuple[int, ...]:
        template = self._templates[number - 1]
        return tuple(2 if segment.is_open else bool(segment.names) for segment in template.segments)

    def _steps(self, matching: Sequence[int], winner: int | None, segments: tuple[str, ...]) -> LazySteps:
        count = len(self.table.routes)
        tried = count if winner is None else winner
        met = {}
        for number in matching:
            if number <= tried:
                encounter = Encounter.MATCH if number == winner else Encounter.WRONG_METHOD
                met[number] = Step(number, encounter, self._templates[number - 1].values_in(segments))
        return LazySteps(met, tried, count)

    def _unmatched(self, result: MatchResult, path: str) -> MatchResult:
        """No path fits; perhaps one does with the last slash changed."""
        other = path.rstrip("/") if path.endswith("/") else f"{path}/"
        near = self._index.matching(decode_then_split(other)) if other and result.method != "WEBSOCKET" else []
        if not near:
            return replace(result, decision="not found", status=404)
        query = result.target.partition("#")[0].partition("?")[2]
        moved = self.table.base_path + other + (f"?{query}" if query else "")
        return replace(result, decision="redirect", status=307, redirect_to=moved, near=near[0])

    # What is hidden

    def _samples(self) -> tuple[str, ...]:
        """Values for parameters that no template spells out, so that none is meant for just that word."""
        spelled = {text for template in self._templates for segment in template.segments for text in segment.literals}
        return tuple(text for text in _SAMPLES if text not in spelled) or ("w0rd",)

    def _shadow(self, route: Route, samples: tuple[str, ...]) -> Shadow | None:
        """The earlier route with the same method that takes what this one is for."""
        template = self._templates[route.number - 1]
        if not template.is_path:
            return None
        lost = 0
        worst: tuple[int, str] | None = None
        tried = samples[:1] if template.is_concrete else samples
        for value in tried:
            segments = tuple(segment.filled(value) for segment in template.segments)
            winner = self._index.first(segments, route.methods[0])
            if winner is None or winner == route.number:
                break
            lost += 1
            worst = worst or (winner, path_of(segments))
        if worst is None:
            return None
        return Shadow(route.number, route.methods[0], *worst, always=lost == len(tried), fix="")


def _route(entry: OperationEntry, number: int) -> Route:
    return Route(
        number,
        RouteKind.HTTP,
        entry.path,
        methods=(entry.method,),
        name=entry.operation_id,
        tags=entry.tags,
        path_format=entry.path,
    )


def _is_alphabetical(entries: Sequence[OperationEntry]) -> bool:
    paths = list(dict.fromkeys(entry.path for entry in entries))
    return len(paths) >= _FEW_SORTED and paths == sorted(paths)
