"""All bricks in all their states, to look at: `python -m tests.ui.gallery [--theme dark] [--out DIR]`.

With `--out` the pages are saved as pictures and the program ends, also without a display
(`QT_QPA_PLATFORM=offscreen`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.badges import Chip, Dot, MethodBadge, StatusBadge
from app.ui.banner import Banner, BannerText
from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.code.editor import CodeError
from app.ui.code.highlighting import Language
from app.ui.code_view import CodeView
from app.ui.drawer import Drawer
from app.ui.editors.choice import Choice, ChoiceEditor
from app.ui.editors.file import FileEditor
from app.ui.editors.line import HELPERS, LineEditor, NumberEditor, SecretEditor
from app.ui.editors.multiline import MultilineEditor
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.form_row import FormRow, RowText
from app.ui.json_tree import JsonTree
from app.ui.json_tree_model import TreeMark
from app.ui.labels import Label, TextRole
from app.ui.list_model import ListRow
from app.ui.lists import GroupedList
from app.ui.messages import MessageAction, PinnedMessage
from app.ui.metrics import SPACE_L, SPACE_M, SPACE_S
from app.ui.panels import Edge, Panel
from app.ui.search_field import SearchField
from app.ui.sections import Section, SectionText
from app.ui.segmented import Segment, SegmentedControl
from app.ui.splitter import Splitter
from app.ui.strip import Step, StepState, StepStrip
from app.ui.tab_bar import TabBar, TabInfo, TabPages
from app.ui.table_model import Cell, CellFace, Column, RowLook, RowTableModel
from app.ui.tables import TableView
from app.ui.theme import Level, Token
from app.ui.theme_manager import ThemeManager, ThemeMode
from app.ui.toasts import ToastArea

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PRESENCE = (
    Segment("omit", "omit", "Not sent at all."),
    Segment("null", "null", "Sent as JSON null."),
    Segment("value", "value", "Sent with the value beside."),
)


def line_of(parent: QWidget, *widgets: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.setSpacing(SPACE_S)
    for widget in widgets:
        widget.setParent(parent)
        layout.addWidget(widget)
    layout.addStretch(1)
    return layout


def column(parent: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
    layout.setSpacing(SPACE_M)
    return layout


def controls_page() -> QWidget:
    page = Panel()
    layout = column(page)
    methods = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "WS")
    layout.addLayout(line_of(page, *(MethodBadge(method) for method in methods)))
    layout.addLayout(line_of(page, *(MethodBadge(method, pill=False) for method in methods)))
    outcomes = (
        ("422 Unprocessable Content", Level.ERROR),
        ("201 Created", Level.OK),
        ("307 Temporary Redirect", Level.INFO),
        ("slow", Level.WARN),
    )
    layout.addLayout(line_of(page, *(StatusBadge(text, level) for text, level in outcomes)))
    dots = (*(Dot(level) for level in Level), Dot())
    chips = (
        Chip("string · date"),
        Chip("2 errors", Level.ERROR),
        Chip("deprecated", Level.WARN),
        Chip("bare", bare=True),
    )
    layout.addLayout(line_of(page, *dots, *chips))
    buttons = [Button(variant.value.title(), variant) for variant in ButtonVariant]
    send, off = Button("Send", ButtonVariant.PRIMARY, "send"), Button("Disabled", icon_name="stop")
    off.setEnabled(False)
    layout.addLayout(line_of(page, *buttons, send, off))
    icons = ("copy", "search", "settings", "sun", "wand", "target", "trash", "more")
    layout.addLayout(line_of(page, *(IconButton(name, name) for name in icons)))
    off_control = SegmentedControl(PRESENCE, "Presence", "null")
    off_control.setEnabled(False)
    views = (
        Segment("tree", "Tree", icon_name="tree"),
        Segment("raw", "Raw", icon_name="code"),
        Segment("x", "Preview"),
    )
    layout.addLayout(
        line_of(page, SegmentedControl(PRESENCE, "Presence", "value"), SegmentedControl(views, "View"), off_control)
    )
    layout.addWidget(SearchField("Filter", page, "/"))
    for role in TextRole:
        layout.addWidget(Label(f"{role.value}: The quick brown fox jumps over the lazy dog 0123", role, page))
    layout.addStretch(1)
    return page


def row(text: RowText, editor: QWidget, *messages: PinnedMessage, presence: str = "") -> FormRow:
    result = FormRow(text)
    result.set_editor(editor)
    if presence:
        result.set_presence(SegmentedControl(PRESENCE, text.name, presence))
        result.set_omitted(omitted=presence == "omit")
    result.set_messages(messages)
    return result


def truth(text: str) -> ChoiceEditor:
    editor = ChoiceEditor((Choice("true"), Choice("false")))
    editor.set_value_text(text)
    return editor


def form_rows() -> list[QWidget]:
    fix = MessageAction("fix", "Fix: 1000", "wand")
    genre = ChoiceEditor((Choice("novel"), Choice("poetry")))
    genre.set_value_text("novel")
    omitted = LineEditor()
    omitted.set_placeholder("not sent")
    cover = FileEditor()
    cover.set_value_text(__file__)
    too_short = PinnedMessage(Level.ERROR, "String should have at least 1 character")
    too_small = PinnedMessage(Level.ERROR, "Input should be greater than or equal to 1000", (fix,))
    early = PinnedMessage(Level.WARN, "This is before the first edition was printed.")
    mended = row(RowText("is_public", type_chip="boolean"), truth("maybe"))
    mended.set_confirmed(confirmed=True)
    about = row(
        RowText("title", True, "string", "1 … 200 characters", "As printed on the cover."), LineEditor(), too_short
    )
    about.toggle_description()
    helped = LineEditor("2024-05-01T10:00:00Z")
    helped.add_helper(HELPERS["date-time"])
    return [
        about,
        row(RowText("author", True, "string", "1 … 120 characters"), LineEditor("Robert C. Martin")),
        row(RowText("year", True, "integer", "1000 … 2100"), NumberEditor("500"), too_small),
        row(RowText("genre", type_chip="enum"), genre, presence="value"),
        row(RowText("subtitle", type_chip="string · null"), omitted, presence="omit"),
        row(RowText("a_name_that_is_far_too_long_for_the_column", type_chip="date-time"), helped, early),
        row(RowText("in_stock", type_chip="boolean", struck=True), truth("true")),
        mended,
        row(RowText("summary", hint="up to 2,000 characters"), MultilineEditor("One line.\nAnother line.", least=2)),
        row(RowText("password", True, "string · password"), SecretEditor("hunter2")),
        row(RowText("cover", type_chip="file", hint="image/png or image/jpeg"), cover),
    ]


def form_page() -> QWidget:
    page = Panel()
    layout = column(page)
    layout.setSpacing(SPACE_S)
    for one in form_rows():
        layout.addWidget(one)
    layout.addStretch(1)
    return page


def address() -> QWidget:
    content = QWidget()
    layout = QVBoxLayout(content)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(row(RowText("street", True, "string"), LineEditor("1 Main St")))
    layout.addWidget(Section(SectionText("geo", type_chip="object", wire=True), QWidget))
    return content


def structure_page() -> QWidget:
    page = Panel()
    layout = column(page)
    requests = TabBar("Requests", page, closable=True)
    requests.add_tab(TabInfo("1", "/books", badge="POST", modified=True))
    requests.add_tab(TabInfo("2", "/books/{book_id}", badge="GET"))
    requests.add_tab(TabInfo("3", "/shelf/{section}/a/very/long/path", badge="DELETE", modified=True))
    layout.addWidget(requests)
    answer = TabPages("Response", page)
    answer.add_page(TabInfo("errors", "Errors", count="2", level=Level.ERROR), QWidget())
    answer.add_page(TabInfo("headers", "Headers", count="7"), QWidget())
    answer.add_page(TabInfo("contract", "Contract", count="1", level=Level.WARN), QWidget())
    layout.addWidget(answer)
    for steps in journeys():
        strip = StepStrip("Journey", page)
        strip.set_steps(steps)
        layout.addWidget(strip)
    for text in banners():
        banner = Banner(page)
        banner.show_message(text)
        layout.addWidget(banner)
    opened = Section(SectionText("address", "2 fields", "object", True, True), address, page, expanded=True)
    opened.set_messages((PinnedMessage(Level.ERROR, "Field required"),))
    closed = Section(SectionText("lines", "3 items", "array of Line", wire=True), QWidget, page)
    closed.set_badge("2 errors", Level.ERROR)
    layout.addWidget(opened)
    layout.addWidget(closed)
    layout.addStretch(1)
    return page


def journeys() -> tuple[tuple[Step, ...], ...]:
    state = StepState
    names = ("Request", "Route", "Dependencies", "Validation", "Endpoint", "Response")
    notes = ("0.3 ms", "0.1 ms", "1.2 ms", "0.6 ms", "4.1 ms", "0.2 ms")
    rows = (
        (state.PASSED, state.PASSED, state.PASSED, state.STOPPED, state.NOT_REACHED, state.NOT_REACHED),
        (state.PASSED, state.PASSED, state.SKIPPED, state.PASSED, state.RUNNING, state.NOT_REACHED),
        (state.PASSED, state.UNKNOWN, state.UNKNOWN, state.UNKNOWN, state.UNKNOWN, state.PASSED),
    )
    timed = (state.PASSED, state.STOPPED)
    return tuple(
        tuple(
            Step(name, name, one, note if one in timed else "")
            for name, one, note in zip(names, states, notes, strict=True)
        )
        for states in rows
    )


def banners() -> tuple[BannerText, ...]:
    refused = "Connection refused while connecting to 127.0.0.1:8000. Start the server, then try again."
    retry = (MessageAction("retry", "Retry", "refresh"),)
    return (
        BannerText(Level.ERROR, "The server does not answer.", refused, retry, "errno 111"),
        BannerText(Level.WARN, "This route can never be reached.", "/shelf/{section} is tried first.", closable=True),
        BannerText(Level.INFO, "Only the client's side of this journey is known."),
        BannerText(Level.OK, "The book was created."),
    )


def code_page() -> QWidget:
    page = Panel()
    layout = column(page)
    body = CodeView("Body", page)
    body.set_text('{\n  "title": "Fluent Python",\n  "year": 2022,\n  "tags": ["a", "b"],\n  "subtitle": null\n}')
    body.open_find()
    body.find_bar.field.setText("t")
    raw = CodeView("Raw", page, editable=True)
    raw.set_text('{\n  "title": "Clean Code",\n  "year": 500,\n  "author" "Martin"\n}')
    raw.set_error(CodeError(4, 12, "Expected ':'", 8))
    raw.editor.go_to(1, 2)
    python = CodeView("Python", page, language=Language.PYTHON)
    python.set_text('import httpx\n\n# Send it.\nanswer = httpx.post("http://x/books", json={"a": 1})')
    shell = CodeView("Shell", page, language=Language.SHELL)
    shell.set_text("curl -X POST 'http://127.0.0.1:8000/books' \\\n  -H 'content-type: application/json'")
    http = CodeView("HTTP", page, language=Language.HTTP)
    http.set_text("HTTP/1.1 201 Created\nlocation: /books/3\ncontent-type: application/json")
    for view in (body, raw, python, shell, http):
        layout.addWidget(view)
    return page


def list_rows() -> tuple[ListRow, ...]:
    return (
        ListRow("1", "/books", "GET", "List books", "books"),
        ListRow("2", "/books", "POST", "Create a book", "books", Level.ERROR, "422 Unprocessable Content"),
        ListRow("3", "/books/{book_id}", "GET", "Get a book", "books", Level.OK, "200 OK"),
        ListRow("4", "/books/{book_id}", "PUT", "Replace", "books", struck=True),
        ListRow("5", "/shelf/{section}/with/a/long/path/that/goes/on", "PATCH", "", "shelf", Level.WARN),
        ListRow("6", "/shelf/featured", "OPTIONS", "", "shelf"),
        ListRow("7", "/chat", "WS", "Chat", "live"),
    )


def table() -> TableView:
    view = TableView("Routes")
    columns: tuple[Column[ListRow], ...] = (
        Column("#", _number, CellFace.DATA, 44, right=True),
        Column("Methods", _method, CellFace.METHODS, 100),
        Column("Path", _path, CellFace.DATA, 0),
        Column("State", _state, CellFace.WORDS, 150),
    )
    model = RowTableModel(columns, view, _look)
    model.set_rows(list_rows())
    view.show_model(model)
    return view


def _number(one: ListRow) -> Cell:
    return Cell(one.key, muted=True)


def _method(one: ListRow) -> Cell:
    return Cell(one.badge)


def _path(one: ListRow) -> Cell:
    return Cell(one.text, struck=one.struck)


def _state(one: ListRow) -> Cell:
    return Cell(one.dot.value if one.dot else "no match", one.dot, one.dot.icon_name if one.dot else "", not one.dot)


def _look(one: ListRow) -> RowLook:
    return RowLook(one.dot if one.dot in (Level.WARN, Level.OK) else None, faded=one.key == "7")


def data_page() -> QWidget:
    splitter = Splitter(Qt.Orientation.Horizontal)
    side = Panel(Token.SURFACE_SUNKEN)
    layout = QVBoxLayout(side)
    layout.setContentsMargins(SPACE_S, SPACE_S, SPACE_S, 0)
    layout.addWidget(SearchField("Filter operations", side, "/"))
    operations = GroupedList("Operations", side)
    operations.set_rows(list_rows())
    operations.select("2")
    operations.set_filter("b")
    layout.addWidget(operations)
    splitter.addWidget(side)
    right = Splitter(Qt.Orientation.Vertical)
    right.addWidget(table())
    tree = JsonTree("Tree")
    tree.set_value({"title": "x", "year": 2022, "none": None, "ok": True, "tags": ["a"], "lines": [{"q": 1}, {"q": 0}]})
    tree.set_marks({("lines", "1", "q"): TreeMark(Level.ERROR, "must be at least 1")})
    tree.reveal(("lines", "0"))
    right.addWidget(tree)
    right.addWidget(drawer())
    splitter.addWidget(right)
    splitter.setSizes([280, 720])
    return splitter


def drawer() -> Drawer:
    result = Drawer("Debugger")
    steps = (MessageAction("send", "Send a request", "send"), MessageAction("lesson", "Take the lesson"))
    words = "Send a request to see how it travels through the server, step by step."
    for name in ("Trace", "Routes", "Event loop"):
        result.add_page(TabInfo(name, name), EmptyState(EmptyText("pulse", "Nothing recorded yet", words, steps)))
    result.set_open(is_open=True)
    return result


def empty_page() -> QWidget:
    page = Panel(Token.SURFACE, Edge.TOP)
    layout = QVBoxLayout(page)
    steps = (MessageAction("send", "Send a request", "send"), MessageAction("lesson", "Take the lesson"))
    words = "Send a request to see how it travels through the server, step by step."
    layout.addWidget(EmptyState(EmptyText("pulse", "Nothing recorded yet", words, steps)))
    area = ToastArea(page)
    area.show_toast(BannerText(Level.ERROR, "The port is taken.", "Another program listens on 8000.", details="x"))
    area.show_toast(BannerText(Level.WARN, "The document has 3 problems.", closable=True))
    return page


PAGES: dict[str, Callable[[], QWidget]] = {
    "controls": controls_page,
    "form": form_page,
    "structure": structure_page,
    "code": code_page,
    "data": data_page,
    "empty": empty_page,
}
SIZES = {"form": (820, 900), "structure": (820, 860), "controls": (820, 760)}


def save_pages(folder: Path, prefix: str) -> list[Path]:
    """Saves a picture of each page."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, make in PAGES.items():
        page = make()
        page.resize(*SIZES.get(name, (1000, 720)))
        page.show()
        QApplication.processEvents()
        file = folder / f"{prefix}-{name}.png"
        page.grab().save(str(file))
        page.close()
        page.deleteLater()
        files.append(file)
    return files


def main(arguments: Sequence[str]) -> int:
    """Shows the gallery, or saves its pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.ui.gallery", description=__doc__)
    parser.add_argument("--theme", choices=[mode.value for mode in ThemeMode], default="system")
    parser.add_argument("--font", default="", help="a family instead of the system font")
    parser.add_argument("--zoom", type=int, default=100)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    application = QApplication(sys.argv[:1])
    if options.font:
        application.setFont(QFont(options.font, application.font().pointSize()))
    manager = ThemeManager(application)
    manager.apply(ThemeMode(options.theme), options.zoom)
    if options.out:
        for file in save_pages(options.out, manager.theme().name):
            print(file)
        return 0
    window = TabPages("Gallery")
    for name, make in PAGES.items():
        window.add_page(TabInfo(name, name), make())
    window.resize(1000, 900)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
