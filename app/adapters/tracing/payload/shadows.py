"""Routes from which an earlier one takes requests."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

from .routes import Node, RouteMap
from .simulation import Decision, decide, scope_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SAMPLE_LIMIT = 120
_UUID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
_WORDS = ("x", "y", "word", "anything", "zq")
_SAMPLES: dict[str, tuple[str, ...]] = {
    "StringConvertor": ("7", "1.5", _UUID, "X-7_a", "~"),
    "IntegerConvertor": ("7", "0", "123456789"),
    "FloatConvertor": ("1.5", "7"),
    "UUIDConvertor": (_UUID,),
    "PathConvertor": ("p/q", "p", "7", "p/q/r", "p/q/r/s/t/u/v", "p/", "/", ""),
}


def find_shadows(app: Any) -> list[Any]:
    """The routes from which an earlier one takes requests, each with a URL that shows it.

    Example URLs are made for every route and method, typed by the convertors, and sent through `simulate`'s matcher:
    a route that wins none of them can never be reached, one that loses some is shadowed in part.
    """
    return find_shadows_in(RouteMap(app))


def find_shadows_in(routes: RouteMap) -> list[Any]:
    """As `find_shadows`, in a map that was built before."""
    words = _free_words(routes)
    found: list[Any] = []
    for node in routes.nodes:
        if node.specificity is None and node.kind != "other":
            found += _shadows_of(routes, node, words)
    return found


def _free_words(routes: RouteMap) -> tuple[str, ...]:
    """Sample words that no route spells out, so that a sample is not taken by a route meant for just that word."""
    spelled = {segment for node in routes.nodes for segment in node.path.split("/")}
    return tuple(word for word in _WORDS if word not in spelled) or ("x9w",)


def _shadows_of(routes: RouteMap, node: Node, words: tuple[str, ...]) -> list[dict[str, Any]]:
    if node.kind == "websocket":
        methods: list[str] = ["WEBSOCKET"]
    elif node.kind == "http":
        methods = sorted(node.route.methods or ("GET",))
    else:
        methods = ["GET"]
    if "GET" in methods and "HEAD" in methods:
        methods.remove("HEAD")
    targets = _targets_of(node, words)
    root = getattr(routes.top.app, "root_path", "") if routes.top is not None else ""
    if root:  # A proxy may or may not have taken the prefix away; Starlette takes both.
        targets += [(host, root + target) for host, target in targets]
    found = [_shadow_of(routes, node, method, targets) for method in methods]
    return [shadow for shadow in found if shadow is not None]


def _shadow_of(routes: RouteMap, node: Node, method: str, targets: Sequence[tuple[str, str]]) -> dict[str, Any] | None:
    won = 0
    lost: tuple[str, int] | None = None
    for host, target in targets:
        answerer = _answerer(routes, node, method, target, host)
        if answerer == node.number:
            won += 1
        elif answerer is not None and lost is None:
            lost = (target, answerer)
    if lost is None:
        return None
    shown = method if node.kind == "http" else ""
    return {"number": node.number, "method": shown, "winner": lost[1], "witness": lost[0], "always": not won}


def _answerer(routes: RouteMap, node: Node, method: str, target: str, host: str) -> int | None:
    """The number of the route that takes this request; a mount that lets it in counts as won for the mount itself."""
    decision = Decision(hurried=True)
    scope = scope_for(method, target, [("host", host)] if host else ())
    if routes.top is None:
        return None
    try:
        decide(routes.top, scope, decision)
    except Exception:  # noqa: BLE001 - a convertor that cannot read a sample tells nothing about reachability
        return None
    if decision.met.get(node.number, ("",))[0] == "match":
        return node.number
    answerer = decision.winner if decision.winner is not None else decision.taken_by
    return None if answerer in {step.number for step in _chain(node)} else answerer


def _targets_of(node: Node, words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Example requests for a route as (host, path): its own samples behind samples of the mounts around it."""
    host = ""
    prefixes = [""]
    for step in _chain(node):
        if step.kind == "host":
            host = next(iter(_samples_of(step, words)), "")
            continue
        parts = _samples_of(step, words)
        several = parts if step is node else parts[:4]
        prefixes = [prefix + part for prefix in prefixes for part in several][:_SAMPLE_LIMIT]
    if node.kind in {"mount", "host"}:
        prefixes = [prefix + "/" + words[0] for prefix in prefixes]
    return [(host, target or "/") for target in dict.fromkeys(prefixes)]


def _chain(node: Node) -> list[Node]:
    """The mounts and hosts around a route, outermost first, and the route itself."""
    chain: list[Node] = []
    step: Node | None = node
    while step is not None:
        chain.insert(0, step)
        step = step.above
    return chain


def _samples_of(node: Node, words: tuple[str, ...]) -> list[str]:
    """Texts that the node's own path expression takes, the first of them typical."""
    route = node.route
    if node.kind == "host":
        template, regex = route.host, route.host_regex
    else:
        template, regex = route.path, route.path_regex
    tail = "/" if node.kind == "mount" else ""
    convertors = route.param_convertors
    names = [name for name in convertors if "{" + name + "}" in _plain_template(template)]
    pools = [_pool_of(convertors[name], words) for name in names]
    samples: list[str] = []
    for values in _combinations(pools):
        text = _plain_template(template)
        for index, name in enumerate(names):
            text = text.replace("{" + name + "}", values[index])
        if regex.match(text + tail):
            samples.append(text)
    return samples


def _plain_template(template: str) -> str:
    return re.sub(r"\{([a-zA-Z_]\w*):[a-zA-Z_]\w*\}", r"{\1}", template)


def _pool_of(convertor: Any, words: tuple[str, ...]) -> list[str]:
    """Values that a convertor takes; for one of the user's own, those common texts that its expression matches."""
    kind = type(convertor).__name__
    if kind in {"StringConvertor", "PathConvertor"}:
        return [words[0], *_SAMPLES[kind]]
    if kind in _SAMPLES:
        return list(_SAMPLES[kind])
    common = (*words, "7", "1.5", _UUID, "2024-01-31", "2024", "12", "en", "en-US", "ABC", "Abc-1", "a.b", "0", "p/q")
    fitting = [text for text in common if re.fullmatch(convertor.regex, text)]
    return fitting or [_text_for(convertor.regex)]


def _text_for(regex: str) -> str:
    """A text that a simple expression takes, made by growing it letter by letter; `x` where that finds none."""
    texts = [""]
    for _ in range(4):
        texts = [text + letter for text in texts for letter in "aA0-_."][:1500]
        for text in texts:
            if re.fullmatch(regex, text):
                return text
    return "x"


def _combinations(pools: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Samples for several parameters: first all typical ones, then alike ones, then the rest, up to the limit."""
    longest = max((len(pool) for pool in pools), default=1)
    alike = (tuple(pool[step % len(pool)] for pool in pools) for step in range(longest))
    everything = itertools.chain(alike, itertools.product(*pools))
    seen: set[tuple[str, ...]] = set()
    for values in everything:
        if values not in seen:
            seen.add(values)
            yield values
        if len(seen) >= _SAMPLE_LIMIT:
            return
