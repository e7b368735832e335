"""Decides what the form of one tab shows; what a person does with it goes through `edits`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT
from app.core.forms.beginning import Beginning
from app.core.forms.state import get
from app.core.workspace import events as ev
from app.features.request_form.auth import starred
from app.features.request_form.credential_editing import CredentialEditing
from app.features.request_form.editing import BY, FormEditing
from app.features.request_form.groups import Groups
from app.features.request_form.mark_keeper import Counts, MarkKeeper
from app.features.request_form.parts import Part, PartKey
from app.features.request_form.raw import RawBody, RawRemark, raw_body, raw_error, raw_language, raw_losses
from app.features.request_form.rows import Row, RowMaker

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.base.events import Subscription
    from app.core.base.json_types import Omitted, Value
    from app.core.forms.model import Field, FormState
    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace
    from app.features.request_form.marks import Mark
    from app.features.request_form.services import RequestFormServices


NO_SERVER = "http://127.0.0.1"
"""Stands in code while no server is known."""

NO_TRACE = "0" * 32
"""Code is not sent, so it needs no trace id of its own."""


class FormListener(Protocol):
    """What the presenter tells its view."""

    def on_form_replaced(self) -> None:
        """The operation, its document or the body's media type is another: everything may differ."""
        ...

    def on_values_changed(self, paths: tuple[FieldPath, ...]) -> None:
        """Values at and below these paths changed; empty means everywhere."""
        ...

    def on_marks_changed(self, paths: tuple[FieldPath, ...]) -> None:
        """Messages at these paths changed; empty means everywhere."""
        ...

    def on_checks_due(self) -> None:
        """`run_checks` shall be called soon, once for many of these."""
        ...

    def on_sending_changed(self) -> None:
        """A request began or ended."""
        ...

    def on_credentials_changed(self) -> None:
        """Credentials or the state of signing in are others."""
        ...

    def on_reveal(self, path: FieldPath) -> None:
        """A field shall be shown and focused."""
        ...

    def on_finding_focused(self, index: int) -> None:
        """A finding is the current one."""
        ...


class RequestFormPresenter:
    """The form of one tab.

    Attributes:
        edits: What a person can do.
        groups: Answers about groups beside their rows.
        marks: What is said about fields.
        credentials: What a person can do with credentials.
        lost_text: Raw text that an edit of the form replaced, unfinished or saying more than the form; else None.
    """

    def __init__(self, workspace: Workspace, identity: int, services: RequestFormServices) -> None:
        tab = workspace.tab(identity)
        if tab is None:
            message = f"no tab {identity}"
            raise LookupError(message)
        self._workspace = workspace
        self._identity = identity
        self._last = tab
        self._before = tab.seen
        self._waits = not tab.is_whole
        self._listener: FormListener | None = None
        self._wanted: set[PartKey] = set()
        self.edits = FormEditing(workspace, identity, self)
        self.groups = Groups(self)
        self.marks = MarkKeeper(self)
        self.credentials = CredentialEditing(workspace, identity, services.tokens)
        self.lost_text: str | None = None
        self._subscriptions = self._subscribe()

    def listen(self, listener: FormListener) -> None:
        """Tells `listener` of changes from now on."""
        self._listener = listener

    def close(self) -> None:
        """Ends all subscriptions; a second call is harmless."""
        for subscription in self._subscriptions:
            subscription.cancel()
        self._subscriptions = ()
        self._listener = None

    @property
    def identity(self) -> int:
        """The tab's identity."""
        return self._identity

    @property
    def tab(self) -> Tab:
        """The tab as it is now, or as it was last when it is closed."""
        found = self._workspace.tab(self._identity)
        if found is not None:
            self._last = found
        return self._last

    @property
    def state(self) -> FormState:
        """What is entered, as far as a new form is filled in."""
        return self.tab.seen

    # What is shown

    def parts(self) -> tuple[Part, ...]:
        """The parts that have something to show, from top to bottom."""
        roots = {PartKey(root.path.location.value): root for root in self.tab.form.sections(self.state)}
        found: list[Part] = []
        for key in PartKey:
            if key is PartKey.AUTH:
                if self.credentials.panel() is not None:
                    found.append(Part(key, None))
            elif key is PartKey.CODE:
                # Without anything to fill in the page is empty, and code alone would only hide that.
                found += [Part(key, None)] if found else []
            elif key in roots:
                part = self._part(key, roots[key])
                shown = key is PartKey.BODY or key in self._wanted or self.names(roots[key])
                if shown or self.marks.findings.tree.count(roots[key].path):
                    found.append(part)
        return tuple(found)

    def want_part(self, key: PartKey) -> None:
        """Shows a part from now on although nothing stands in it yet."""
        self._wanted.add(key)

    def _part(self, key: PartKey, root: Field) -> Part:
        return Part(key, root, self.marks.counts(root.path))

    def root(self, location: Location) -> Field:
        """The root field of a location."""
        return self.tab.form.nearest(FieldPath(location), self.state)[0]

    def names(self, field: Field) -> tuple[str, ...]:
        """The names or indices of what stands below a field; asking for thousands costs no more than a list."""
        form, value = self.tab.form, get(self.state, field.path)
        if field.path.location is not Location.BODY and not field.path.tokens:
            return tuple(child.path.tokens[-1] for child in form.children(field, self.state))
        if isinstance(value, list):
            return tuple(map(str, range(len(value))))
        if not isinstance(value, dict):
            return ()
        shape = form.inner_shape(field)
        return tuple(dict.fromkeys((*(shape.names_shown if shape is not None else ()), *value)))

    def child(self, field: Field, name: str) -> Row | None:
        """The row of one of those names; None for what only a response has, until somebody fills it."""
        found = self.field(field.path.child(name))
        hides = not self.groups.shows_read_only(field.path)
        if found is None or (hides and found.read_only and get(self.state, found.path) is OMIT):
            return None
        return self.row(found, field)

    def field(self, path: FieldPath) -> Field | None:
        """The field at a path as it is now."""
        return self.tab.form.field_at(path, self.state)

    def value(self, path: FieldPath) -> Value | Omitted:
        """What is entered at a path."""
        return get(self.state, path)

    def row_at(self, path: FieldPath) -> Row | None:
        """The row at a path as it is now, None where there is none."""
        field = self.field(path)
        parent = self.field(path.parent) if path.parent is not None else None
        return self.row(field, parent) if field is not None else None

    def row(self, field: Field, parent: Field | None = None) -> Row:
        """What the row of a field shows."""
        return RowMaker(self.tab.form, self.state, self.edits.kinds).row(field, parent)

    def unplaced(self) -> tuple[Mark, ...]:
        """The findings that no part of the form can show."""
        return self.marks.unplaced(part.path for part in self.parts() if part.path is not None)

    def counts(self, path: FieldPath) -> Counts:
        """How much is wrong at and below a path."""
        return self.marks.counts(path)

    # The raw text

    def raw(self) -> RawBody:
        """The body as text."""
        return raw_body(self.tab.form, self.tab.state)

    def raw_error(self) -> RawRemark | None:
        """Why the typed text is no JSON or XML; None where it is."""
        return raw_error(self.tab.form, self.state)

    def raw_losses(self) -> tuple[RawRemark, ...]:
        """What of the typed text the form does not show."""
        return raw_losses(self.tab.form, self.state)

    def has_raw(self) -> bool:
        """Whether the body can be edited as text."""
        return bool(self.raw_language())

    def raw_language(self) -> str:
        """What the text is called, `JSON` or `XML`; empty where there is none beside the form."""
        return raw_language(self.tab.form, self.state) if self.tab.operation.body is not None else ""

    def bring_back_text(self) -> None:
        """Puts the unfinished raw text back."""
        text, self.lost_text = self.lost_text, None
        if text is not None:
            self.edits.set_text(text)

    # Code

    def curl(self, *, hidden: bool) -> str:
        """The request as a curl command.

        Args:
            hidden: Whether stars stand in place of credentials.
        """
        from app.core.requests.alternatives import with_choice  # noqa: PLC0415 - not needed for the first frame
        from app.core.requests.curl import to_curl  # noqa: PLC0415 - not needed for the first frame
        from app.core.requests.prepare import prepare  # noqa: PLC0415 - not needed for the first frame

        api, tab = self._workspace.api, self.tab
        if api is None:
            return ""
        credentials = self._workspace.credentials
        if hidden:
            credentials = {key: starred(credential) for key, credential in credentials.items()}
        base = self._workspace.destinations.base_url(tab.operation) or NO_SERVER
        operation = replace(with_choice(tab.operation, tab.auth_choice), servers=())
        return to_curl(prepare(api, operation, tab.state, base, credentials, NO_TRACE).request)

    # Sending

    def send(self) -> None:
        """Asks for the request to be sent."""
        self.marks.show_all_warnings()
        self._workspace.request_send(self._identity, by=BY)

    def cancel(self) -> None:
        """Asks for the request under way to be stopped."""
        self._workspace.request_cancel(self._identity)

    # Filling in

    def go_on(self) -> bool:
        """Makes more of the values that a new form begins with; whether some are still missing.

        When the last are there, everything is shown anew, in a turn of its own: both take a moment.
        """
        entered = self.tab.entered
        if isinstance(entered, Beginning) and not entered.is_whole:
            entered.go_on()
        elif self._waits:
            self._show_whole()
        return self._waits

    def _show_whole(self) -> None:
        self._waits = False
        if self._listener is not None:
            self._listener.on_values_changed(())
            self._listener.on_checks_due()

    # Live checks

    def run_checks(self) -> None:
        """Compares the values with the schema's rules; warnings only."""
        from app.core.forms.checks import check  # noqa: PLC0415 - the validator is not needed for the first frame

        changed = self.marks.take_checks(check(self.tab.form, self.state))
        if changed and self._listener is not None:
            self._listener.on_marks_changed(changed)

    # Events

    def _subscribe(self) -> tuple[Subscription, ...]:
        hub = self._workspace.events
        return (
            hub.subscribe(ev.FormChanged, self._on_form_changed),
            hub.subscribe(ev.ApiChanged, self._on_api_changed),
            hub.subscribe(ev.SendStarted, self._on_send_started),
            hub.subscribe(ev.SendFinished, self._on_send_finished),
            hub.subscribe(ev.RevealRequested, self._on_reveal),
            hub.subscribe(ev.FindingFocused, self._on_finding_focused),
            hub.subscribe(ev.CredentialsChanged, self._on_credentials_changed),
            hub.subscribe(ev.TabClosed, self._on_tab_closed),
        )

    def _on_form_changed(self, event: ev.FormChanged) -> None:
        if event.tab != self._identity:
            return
        if event.by != BY:
            self.edits.steps.forget()
        before, self._before = self._before, self.state
        self._keep_lost_text(before)
        self.marks.changed(event.paths)
        if self._listener is None:
            return
        if before.media_type != self.state.media_type:
            self._listener.on_form_replaced()
        elif self._waits:
            self._show_whole()
        else:
            self._listener.on_values_changed(event.paths)
        self._listener.on_checks_due()

    def _keep_lost_text(self, before: FormState) -> None:
        if self.state.body_text is not None:
            self.lost_text = None
        elif raw_error(self.tab.form, before) is not None or raw_losses(self.tab.form, before):
            self.lost_text = before.body_text

    def _on_api_changed(self, event: ev.ApiChanged) -> None:
        self.marks.take_findings()
        if self._listener is not None:
            self._listener.on_form_replaced()
            self._listener.on_checks_due()

    def _on_send_started(self, event: ev.SendStarted) -> None:
        if event.tab == self._identity:
            self.marks.sent()
            self._tell(self._marks_and_sending)

    def _on_send_finished(self, event: ev.SendFinished) -> None:
        if event.tab == self._identity:
            self.marks.take_findings()
            self._tell(self._marks_and_sending)

    def _marks_and_sending(self, listener: FormListener) -> None:
        listener.on_sending_changed()
        listener.on_marks_changed(())
        listener.on_checks_due()

    def _on_reveal(self, event: ev.RevealRequested) -> None:
        if event.tab == self._identity and self._listener is not None:
            self._listener.on_reveal(event.path)

    def _on_finding_focused(self, event: ev.FindingFocused) -> None:
        if event.tab == self._identity and self._listener is not None:
            self._listener.on_finding_focused(event.index)

    def _on_credentials_changed(self, event: ev.CredentialsChanged) -> None:
        if self._listener is not None:
            self._listener.on_credentials_changed()

    def _on_tab_closed(self, event: ev.TabClosed) -> None:
        if event.tab == self._identity:
            self.close()

    def _tell(self, what: Callable[[FormListener], None]) -> None:
        if self._listener is not None:
            what(self._listener)
