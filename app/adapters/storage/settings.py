"""Settings: typed, versioned, migrated; one bad value costs that value and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec

from app.adapters.storage.json_file import StorageNote, read_json_file, set_aside, write_json_file
from app.core.base.references import BOOKSTORE
from app.core.exchange.connection_text import split_login
from app.core.projects.model import AppOrder  # noqa: TC001 - msgspec reads the members of what is kept

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.core.base.json_types import JsonValue
    from app.core.exchange.connection import ConnectionSettings

    Migration = Callable[[dict[str, JsonValue]], dict[str, JsonValue]]

VERSION: Final = 1


class Window(msgspec.Struct, frozen=True):
    """How the window stood when it was closed; the bytes are Qt's own.

    Attributes:
        side: How wide the side bar was, in pixels.
    """

    geometry: bytes = b""
    columns: bytes = b""
    rows: bytes = b""
    side: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 0
    side_bar: bool = True
    drawer: bool = False


class Appearance(msgspec.Struct, frozen=True):
    """The look.

    Attributes:
        zoom: Percent of the desktop's text size.
    """

    theme: Literal["system", "light", "dark"] = "system"
    zoom: Annotated[int, msgspec.Meta(ge=50, le=400)] = 100


class Network(msgspec.Struct, frozen=True):
    """How requests travel; the proxy's password is not kept.

    Attributes:
        connect_timeout: For name lookup, connecting and TLS, each, in seconds.
        read_timeout: For the silence between two pieces of an answer; None waits until it is cancelled.
        follow_redirects, use_cookies, http2, ca_file, insecure_hosts: As in `ConnectionSettings`.
        proxy: Where the proxy comes from; what begins with `proxy_` is as in `ProxySettings`.
    """

    connect_timeout: Annotated[float, msgspec.Meta(gt=0, le=600)] = 10.0
    read_timeout: Annotated[float, msgspec.Meta(gt=0)] | None = None
    follow_redirects: bool = False
    use_cookies: bool = True
    http2: bool = False
    ca_file: str = ""
    insecure_hosts: tuple[str, ...] = ()
    proxy: Literal["none", "system", "manual"] = "system"
    proxy_url: str = ""
    proxy_username: str = ""
    proxy_bypass: tuple[str, ...] = ()
    proxy_for_loopback: bool = False


class Telemetry(msgspec.Struct, frozen=True):
    """What is received from servers.

    Attributes:
        receive: Whether spans of OpenTelemetry are, from the start on.
    """

    receive: bool = False


class Session(msgspec.Struct, frozen=True):
    """What was open of one source.

    Attributes:
        source: As typed, without secrets: `bookstore`, a URL, a file.
        tabs: Operation keys in the order of their tabs.
        active: The operation in front; empty without.
        base_url: Where requests go by a person's choice, without secrets; empty where nobody chose.
        own_urls: The same for operations with servers of their own, by operation key or path.
    """

    source: str = BOOKSTORE
    tabs: tuple[str, ...] = ()
    active: str = ""
    base_url: str = ""
    own_urls: dict[str, str] = {}


class RecentSource(msgspec.Struct, frozen=True):
    """A source that was opened.

    Attributes:
        reference: A URL or a file, without secrets.
        label: Its title when it was opened last.
    """

    reference: str
    label: str = ""


class Sources(msgspec.Struct, frozen=True):
    """What was opened before what is open.

    Attributes:
        recent: The sources, the newest first.
        sessions: What was open of each when it was left, the newest first.
        apps: How apps on disk were run, the newest first, without the values of secret variables.
        resend: Whether an edit of such an app sends the last request again.
    """

    recent: tuple[RecentSource, ...] = ()
    sessions: tuple[Session, ...] = ()
    apps: tuple[AppOrder, ...] = ()
    resend: bool = True


class Settings(msgspec.Struct, frozen=True):
    """Everything a person has set. Change a value with `msgspec.structs.replace`."""

    window: Window = Window()
    appearance: Appearance = Appearance()
    network: Network = Network()
    session: Session = Session()
    sources: Sources = Sources()
    telemetry: Telemetry = Telemetry()


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, and what was wrong with the file they came from."""

    settings: Settings
    notes: tuple[StorageNote, ...] = ()


MIGRATIONS: Final[Mapping[int, Migration]] = {}
"""From which version, how; each makes the next version. The first change of the file's shape adds the first one."""


def migrate(
    raw: dict[str, JsonValue], version: int, migrations: Mapping[int, Migration], target: int
) -> dict[str, JsonValue]:
    """Brings what was written as `version` to `target`, one version at a time."""
    for number in range(version, target):
        raw = migrations[number](raw)
    return raw


def network_of(connection: ConnectionSettings) -> Network:
    """What is kept of how requests travel."""
    proxy = connection.proxy
    return Network(
        connect_timeout=connection.connect_s,
        read_timeout=connection.read_s,
        follow_redirects=connection.follow_redirects,
        use_cookies=connection.use_cookies,
        http2=connection.http2,
        ca_file=connection.ca_file,
        insecure_hosts=tuple(sorted(connection.insecure_hosts)),
        proxy=proxy.mode.value,
        proxy_url=split_login(proxy.url)[0],
        proxy_username=proxy.username,
        proxy_bypass=proxy.bypass,
        proxy_for_loopback=proxy.for_loopback,
    )


class SettingsStore:
    """Keeps the settings in `settings.json`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "settings.json"

    def load(self) -> LoadedSettings:
        """Reads the settings; what cannot be read has its default and a note. Never raises."""
        stored = read_json_file(self._path)
        notes = list(stored.notes)
        raw = dict(stored.members)
        version = raw.pop("version", VERSION)
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            notes.append(
                StorageNote(f"{self._path.name} has the version {version!r}, which is none.", "It is read as new.")
            )
            version = VERSION
        if version > VERSION:
            reason = f"{self._path.name} was written by a newer Routeglass (version {version})"
            # What is known in it is used; the file itself is kept, because the next save would lose the rest.
            notes.append(set_aside(self._path, "newer", reason))
        settings = _convert(migrate(raw, version, MIGRATIONS, VERSION), notes)
        return LoadedSettings(settings, tuple(notes))

    def save(self, settings: Settings) -> None:
        """Writes the settings.

        Raises:
            SourceError: They cannot be written.
        """
        body = {"version": VERSION, **msgspec.to_builtins(settings)}
        write_json_file(self._path, msgspec.json.format(msgspec.json.encode(body), indent=2).decode() + "\n")


def _convert(raw: dict[str, JsonValue], notes: list[StorageNote]) -> Settings:
    sections: dict[str, Any] = {}
    for section in msgspec.structs.fields(Settings):
        value = raw.get(section.name)
        if value is None:
            continue
        if not isinstance(value, dict):
            notes.append(StorageNote(f"The settings {section.name} are no object.", "Their defaults are used."))
            continue
        sections[section.name] = _section(section.name, section.type, value, notes)
    return Settings(**sections)


def _section(name: str, kind: Any, raw: dict[str, JsonValue], notes: list[StorageNote]) -> Any:
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.name not in raw:
            continue
        try:
            values[field.name] = msgspec.convert(raw[field.name], field.type)
        except msgspec.ValidationError as error:
            message = f"The setting {name}.{field.name} is {raw[field.name]!r}: {error}."
            notes.append(StorageNote(message, "Its default is used."))
    return kind(**values)
