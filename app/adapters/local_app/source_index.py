"""The facts of all files of a project together: which classes are apps, and which functions make them."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from app.adapters.local_app.source_facts import APP_CLASSES, Imported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.adapters.local_app.source_facts import Assigned, Facts, Function

_ROUNDS: Final = 5
"""How many files a name may be handed through."""


class SourceIndex:
    """Knows the files that were read, and follows names from one to another.

    Attributes:
        classes: App classes that the project defines, by file and name.
        factories: Functions that make an app, by file and name.
    """

    def __init__(self) -> None:
        self.classes: set[tuple[str, str]] = set()
        self.factories: set[tuple[str, str]] = set()
        self._files: dict[str, Facts] = {}
        self._by_end: dict[str, list[str]] = {}

    def add(self, file: str, facts: Facts) -> None:
        """Takes a file in."""
        self._files[file] = facts
        self._by_end.setdefault(_module_parts(file)[-1], []).append(file)

    def settle(self) -> None:
        """Finds out what is an app class and what makes apps, as far as the files that are known tell."""
        for _round in range(_ROUNDS):
            before = len(self.classes) + len(self.factories)
            for file, facts in self._files.items():
                self.classes.update(
                    (file, name) for name, bases in facts.classes.items() if any(self._is_class(file, b) for b in bases)
                )
                self.factories.update((file, each.name) for each in facts.functions if self._makes_app(file, each))
            if len(self.classes) + len(self.factories) == before:
                return

    def names(self) -> set[str]:
        """What those classes and functions are called, by themselves and where they are imported."""
        known = self.classes | self.factories
        local = {
            name for file, facts in self._files.items() for name in facts.imports if self._home(file, name) in known
        }
        return local | {name for _file, name in known}

    def apps_of(self, file: str) -> Iterator[Assigned]:
        """The apps that a file makes while it is imported."""
        for each in self._files[file].assigned:
            made = self._is_class(file, each.call) or self._is_factory(file, each.call)
            if made or self._is_class(file, each.annotation):
                yield each

    def factories_of(self, file: str) -> Iterator[Function]:
        """The functions of a file that make an app and can be called without arguments."""
        for each in self._files[file].functions:
            if (file, each.name) in self.factories and not each.needs:
                yield each

    def files(self) -> tuple[str, ...]:
        """The files that were read."""
        return tuple(self._files)

    def is_mounted(self, file: str, name: str) -> bool:
        """Whether an app is a part of another one in its file."""
        facts = self._files.get(file)
        return facts is not None and name in facts.mounted

    def facts(self, file: str) -> Facts:
        """What that file says."""
        return self._files[file]

    def _makes_app(self, file: str, function: Function) -> bool:
        made = any(self._is_class(file, name) or self._is_factory(file, name) for name in function.makes)
        return made or self._is_class(file, function.returns)

    def _is_class(self, file: str, dotted: str) -> bool:
        return bool(dotted) and (
            self._files[file].full_name(dotted) in APP_CLASSES or self._home(file, dotted) in self.classes
        )

    def _is_factory(self, file: str, dotted: str) -> bool:
        return bool(dotted) and self._home(file, dotted) in self.factories

    def _home(self, file: str, dotted: str) -> tuple[str, str]:
        """The file and name that a name stands for."""
        for _round in range(_ROUNDS):
            facts = self._files[file]
            head, _, rest = dotted.partition(".")
            found = facts.imports.get(head)
            if found is None or head in facts.classes:
                break
            places = ((self._file_of(file, found.level, module), name) for module, name in _places(found, rest))
            target = next(((home, name) for home, name in places if home is not None), None)
            if target is None:
                break
            file, dotted = target
        return file, dotted

    def _file_of(self, file: str, level: int, module: str) -> str | None:
        """The file of a module as another file calls it; the nearest one where several could be meant."""
        parts = tuple(module.split(".")) if module else ()
        if level:
            base = _package_parts(file)
            parts = (*base[: len(base) - (level - 1)], *parts)
        if not parts:
            return None
        found = [each for each in self._by_end.get(parts[-1], ()) if _module_parts(each)[-len(parts) :] == parts]
        return max(found, key=lambda each: _shared(each, file), default=None)


def _places(found: Imported, rest: str) -> Iterator[tuple[str, str]]:
    """The modules that an imported name may mean, each with what is left of the name in it."""
    if found.name and rest:
        yield f"{found.module}.{found.name}".lstrip("."), rest
    if found.name:
        yield found.module, f"{found.name}.{rest}".rstrip(".")
    else:
        module, _, name = f"{found.module}.{rest}".rpartition(".")
        yield module, name


def _module_parts(file: str) -> tuple[str, ...]:
    path = PurePath(file)
    return path.parent.parts if path.name == "__init__.py" else (*path.parent.parts, path.stem)


def _package_parts(file: str) -> tuple[str, ...]:
    return PurePath(file).parent.parts


def _shared(one: str, other: str) -> int:
    count = 0
    for left, right in zip(PurePath(one).parts, PurePath(other).parts, strict=False):
        if left != right:
            break
        count += 1
    return count
