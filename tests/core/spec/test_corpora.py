"""Every public document is read: all its operations and references, and each problem stands where it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from app.core.base.errors import DanglingReferenceError
from app.core.base.pointers import parse_pointer
from app.core.operations.listing import list_operations
from app.core.operations.read import read_api
from app.core.spec.lint import lint
from app.core.spec.lint_schemas import all_objects
from app.core.spec.load import decode
from app.core.spec.problems import place
from app.core.spec.references import reference_of
from app.core.spec.repeated import repeated_names
from tests.support.public_documents import public_documents

if TYPE_CHECKING:
    from pathlib import Path

    from app.core.spec.problems import Problem
    from tests.support.public_documents import LoadedDocument, PublicDocument

pytestmark = pytest.mark.corpora

EVERY = pytest.mark.parametrize("public", public_documents())

EXPLAINED = (
    r"the reference '.*' leads to .*, which was not loaded",
    r"the reference '.*' leads nowhere",
    r"no response is described",
    r"the same path as .*: only the names of its parameters differ",
    r"`(title|version|openapi|swagger)` should be .*",
    r"`info` should have a `(title|version)`",
    r"`\w+` should be (a number|text|a list|a list of names|the name of a JSON type, or a list of such names)",
    r"an empty `enum` allows no value at all",
    r"`tsv` cannot be sent in a path parameter, commas are",
)
"""The kinds of problems that the documents really have; each was looked at in the documents."""


@EVERY
def test_every_document_is_read_whole(public: PublicDocument, tmp_path: Path) -> None:
    document = public.load(tmp_path).document
    api = read_api(document)
    entries = list_operations(document)
    assert [entry.key for entry in entries] == [operation.key for operation in api.operations]
    assert len({entry.key for entry in entries}) == len(entries)
    count = public.manifest["operations"]
    # The manifest counts what stands inline: path items that are referred to come on top.
    assert len(entries) >= count if "pathItem.$ref" in public.constructs else len(entries) == count
    elsewhere = {
        "webhooks",
        "callbacks",
        "pathItem.$ref",
        "param.in.body",
        "param.in.formData",
    } & public.constructs.keys()
    if not elsewhere and len(document.resources) == 0:
        assert sum(operation.body is not None for operation in api.operations) == public.manifest["bodies"]


@EVERY
def test_every_reference_leads_somewhere(public: PublicDocument, tmp_path: Path) -> None:
    document = public.load(tmp_path).document
    known = {*public.manifest["broken_refs"]}
    outside = tuple(uri for uri in public.manifest["external_refs"] if "://" in uri or uri.startswith("../"))
    checked = 0
    for node in all_objects(document):
        reference = reference_of(node.value)
        if reference is None:
            continue
        checked += 1
        try:
            document.resolve(node)
        except DanglingReferenceError:
            assert reference in known or reference.partition("#")[0] in (*outside, *_relative(public))
    assert checked > 0 or not any(key.startswith("ref.") for key in public.constructs)


def _relative(public: PublicDocument) -> tuple[str, ...]:
    """References relative to a name on another host (`$self`): nobody fetched them."""
    return tuple(public.manifest["external_refs"]) if "$self" in public.constructs else ()


@EVERY
def test_every_problem_is_explained_and_stands_where_it_says(public: PublicDocument, tmp_path: Path) -> None:
    loaded = public.load(tmp_path)
    found = dict.fromkeys((*read_api(loaded.document).problems, *lint(loaded.document)))
    problems = place((*found, *repeated_names(loaded.texts[""])), loaded.texts.get)
    for problem in problems:
        assert any(re.fullmatch(words, problem.message) for words in EXPLAINED), problem
        assert _is_there(problem, loaded), problem


def _is_there(problem: Problem, loaded: LoadedDocument) -> bool:
    """Whether the text has the name of the problem's place, or of the innermost one that exists, where it says."""
    value: Any = loaded.document.raw if not problem.resource else loaded.document.resources[problem.resource]
    name = ""
    for token in parse_pointer(
        problem.pointer.removeprefix(f"{problem.resource}#") if problem.resource else problem.pointer
    ):
        if isinstance(value, list):
            value, name = value[int(token)], ""
        elif token in value:
            value, name = value[token], token
    line = loaded.texts[problem.resource].splitlines()[problem.line - 1]
    return line[problem.column - 1 :].lstrip("\"'").startswith(name)


@EVERY
def test_yaml_has_the_structure_that_another_reader_sees(public: PublicDocument) -> None:
    if public.path.suffix not in {".yaml", ".yml"} or public.path.stat().st_size > 1_000_000:
        pytest.skip("no YAML, or a lot of it")
    text = public.path.read_text(encoding="utf-8")
    pending = [(decode(text, "").value, yaml.load(text, yaml.CBaseLoader))]  # noqa: S506 - it makes text of everything
    while pending:
        ours, theirs = pending.pop()
        if isinstance(theirs, dict):
            assert list(ours) == list(theirs)
            pending += [(ours[key], theirs[key]) for key in theirs]
        elif isinstance(theirs, list):
            pending += zip(ours, theirs, strict=True)
        elif isinstance(ours, str):
            assert ours == theirs
        else:
            assert ours is None or isinstance(ours, bool | int | float)
