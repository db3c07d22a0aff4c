"""One table of every action: its place in the menus, its shortcut, its icon, and what it calls.

The text of an action is `actions.<name>`. `slot` names a method of the window, of the desk, or of one
of the desk's parts (`copying.copy_text`). A shortcut of one letter works while a list or the article
has the keys: a field that text is typed into takes the letter before the window does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from clipdesk.core.anchors import COLOURS
from clipdesk.core.query import Filter, Sort
from clipdesk.settings import Settings
from clipdesk.texts import language, t
from clipdesk.ui import swatches, theme

if TYPE_CHECKING:
    from clipdesk.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class Spec:
    """One action.

    Attributes:
        name: its text is `actions.<name>`; empty for a line between actions.
        keys: shortcuts; the first is shown in the menu.
        slot: the method of the window, or else of the desk or a part of it, that it calls.
        icon: one of ours, or empty.
        value: given to the slot: the choice of a group, or which of several ways.
        group: choices of one group exclude each other and show a mark.
        needs: `library`, `clipping`, or empty: what must be open.
        focused: works only in the widgets that the window adds it to (Space elsewhere presses
            buttons).
        shows: whether something is on, or a part of the window is shown; it has a mark while so.
    """

    name: str = ""
    keys: tuple[str, ...] = ()
    slot: str = ""
    icon: str = ""
    value: str = ""
    group: str = ""
    needs: str = ""
    focused: bool = False
    shows: bool = False


LINE: Final = Spec()

MENUS: Final[dict[str, tuple[Spec, ...]]] = {
    "file": (
        Spec("import", ("Ctrl+I",), "import_from", "import", value="files"),
        Spec("import_folder", ("Ctrl+Shift+I",), "import_from", value="folder"),
        Spec("import_pasted", ("Ctrl+Shift+V",), "import_from", value="clipboard"),
        Spec("imports", (), "show_imports", needs="library"),
        Spec("restore_annotations", (), "restore_annotations", needs="library"),
        Spec("export_pdf", ("Ctrl+E",), "export_pdf", "export", needs="library"),
        Spec("save_as", ("Ctrl+Alt+E",), "saving_as.ask", needs="library"),
        LINE,
        Spec("open_library", ("Ctrl+O",), "choose_library", "folder-open"),
        Spec("open_sample", (), "open_sample"),
        LINE,
        Spec("quit", ("Ctrl+Q",), "close"),
    ),
    "edit": (
        Spec("undo", ("Ctrl+Z",), "undo", "undo", needs="library"),
        Spec("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "redo", needs="library"),
        Spec("changes", ("Ctrl+Shift+H",), "show_changes", needs="library"),
        LINE,
        Spec("copy_text", ("Ctrl+C",), "copying.copy_text", needs="clipping", focused=True),
        Spec("copy_citation", ("Ctrl+Shift+C",), "copying.copy_citation", needs="clipping"),
        Spec("copy_markdown", ("Ctrl+Shift+M",), "copying.copy_markdown", needs="clipping"),
        Spec(
            "citation_newspaper",
            (),
            "copying.cite_as",
            "",
            "newspaper",
            "citation_style",
            "library",
        ),
        Spec("citation_apa", (), "copying.cite_as", "", "apa", "citation_style", "library"),
        Spec("citation_chicago", (), "copying.cite_as", "", "chicago", "citation_style", "library"),
        Spec("citation_plain", (), "copying.cite_as", "", "plain", "citation_style", "library"),
        LINE,
        Spec("find", ("Ctrl+F", "/"), "focus_search", "search", needs="library"),
        Spec("quick_find", ("'",), "quick_find", needs="library"),
        Spec("whole_words", ("Alt+W",), "toggle_whole_words", needs="library", shows=True),
        Spec("next_hit", ("F3",), "next_hit", needs="library"),
        Spec("previous_hit", ("Shift+F3",), "previous_hit", needs="library"),
        Spec("find_in_article", ("Ctrl+Shift+F",), "article.find_words", needs="clipping"),
        Spec("save_search", ("Ctrl+Shift+S",), "save_search", needs="library"),
        Spec("clear_filter", ("Ctrl+Backspace",), "clear_filter", "clear", needs="library"),
        LINE,
        Spec("sources", (), "show_sources", needs="library"),
    ),
    "clipping": (
        Spec("star", ("S",), "toggle_star", "star", needs="clipping"),
        Spec("mark_read", ("R",), "toggle_read", "unread-dot", needs="clipping"),
        Spec("review", ("D",), "set_review", needs="clipping"),
        Spec("note", ("E",), "focus_note", "note", needs="clipping"),
        Spec("note_look", ("Ctrl+Shift+E",), "turn_note", needs="clipping"),
        Spec("note_versions", ("Ctrl+Shift+B",), "show_note_versions", needs="clipping"),
        Spec("revisions", ("Ctrl+R",), "show_revisions", needs="clipping"),
        LINE,
        Spec("next", ("J",), "next_clipping", needs="library"),
        Spec("previous", ("K",), "previous_clipping", needs="library"),
        Spec("next_unread", ("N",), "next_unread", needs="library"),
        Spec("page_on", ("Space",), "page_on", needs="clipping", focused=True),
        LINE,
        Spec("back", ("Alt+Left",), "go_back", "chevron-left", needs="library"),
        Spec("forward", ("Alt+Right",), "go_forward", "chevron-right", needs="library"),
        Spec("thread", ("L",), "connections.show_thread", "link", needs="clipping"),
        Spec("same_day_earlier", ("Alt+Up",), "connections.go_earlier", needs="clipping"),
        Spec("same_day_later", ("Alt+Down",), "connections.go_later", needs="clipping"),
        LINE,
        Spec("read_delayed", (), "set_mark_read", value="delayed", group="mark_read"),
        Spec("read_at_once", (), "set_mark_read", value="at_once", group="mark_read"),
        Spec("read_by_hand", (), "set_mark_read", value="by_hand", group="mark_read"),
    ),
    "tags": (
        Spec("tag", ("T", "Ctrl+T"), "focus_tags", "tag", needs="clipping"),
        LINE,
        *(
            Spec(f"tag_{key}", (str(key),), "tagging.toggle", value=str(key), needs="clipping")
            for key in range(1, 10)
        ),
        LINE,
        Spec("tags_of", ("Ctrl+Shift+T",), "tagging.choose", needs="clipping"),
        Spec("manage_tags", ("Ctrl+Shift+G",), "tagging.manage", needs="library"),
    ),
    "highlights": (
        Spec("caret", ("F7",), "article.toggle_caret", needs="clipping", shows=True),
        LINE,
        Spec("highlight", ("H",), "article.highlight", "highlight", needs="clipping"),
        Spec("highlight_comment", ("Shift+H",), "article.highlight_and_comment", needs="clipping"),
        LINE,
        *(
            Spec(
                f"highlight_{colour}",
                (f"Ctrl+{key}",),
                "article.highlight",
                value=colour,
                needs="clipping",
            )
            for key, colour in enumerate(COLOURS, 1)
        ),
        LINE,
        Spec("colour_meanings", ("Ctrl+Alt+M",), "marking.show_meanings", needs="library"),
    ),
    "view": (
        Spec("sidebar", ("Ctrl+B",), "toggle_sidebar", needs="library", shows=True),
        Spec("compact", ("Ctrl+Shift+L",), "toggle_compact", shows=True),
        Spec("my_notes", ("Ctrl+Shift+N",), "show_notes", needs="library"),
        LINE,
        Spec("highlights", ("Ctrl+Alt+H",), "marking.show_list", needs="library"),
        LINE,
        Spec("sort_newest", ("Alt+1",), "set_sort", "", Sort.NEWEST, "sort", "library"),
        Spec("sort_oldest", ("Alt+2",), "set_sort", "", Sort.OLDEST, "sort", "library"),
        Spec("sort_relevance", ("Alt+3",), "set_sort", "", Sort.RELEVANCE, "sort", "library"),
        LINE,
        Spec("looks", ("Ctrl+Shift+R",), "show_looks", "letters", needs="library"),
        Spec("larger", ("Ctrl++", "Ctrl+="), "change_text_size", value="1"),
        Spec("smaller", ("Ctrl+-",), "change_text_size", value="-1"),
        Spec("normal_size", ("Ctrl+0",), "change_text_size", value="0"),
        LINE,
        Spec("light", (), "set_appearance", value="light", group="appearance"),
        Spec("dark", (), "set_appearance", value="dark", group="appearance"),
        Spec("system", (), "set_appearance", value="system", group="appearance"),
        LINE,
        Spec("japanese", (), "set_language", value="ja", group="language"),
        Spec("english", (), "set_language", value="en", group="language"),
    ),
    "help": (
        Spec("shortcuts", ("F1",), "show_shortcuts"),
        Spec("about", (), "show_about"),
    ),
}


class Actions:
    """Every action by its name, put into the menus."""

    def __init__(self, window: QObject, bar: QMenuBar, perform: Callable[[str, str], None]) -> None:
        """Fill the menus.

        Args:
            window: owns the actions.
            bar: gets the menus.
            perform: called with an action's slot and value.
        """
        self._perform = perform
        self._by_name: dict[str, QAction] = {}
        self._read_only = ""
        self._menus: dict[str, QMenu] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._tag_keys: dict[int, str] = {}
        self._meanings: dict[str, str] = {}
        for menu_name, specs in MENUS.items():
            menu = self._menus[menu_name] = bar.addMenu("")
            menu.aboutToShow.connect(partial(self._dress, specs))  # drawing all at start takes long
            for spec in specs:
                if spec is LINE:
                    menu.addSeparator()
                else:
                    menu.addAction(self._make(window, spec))
        self.retranslate()

    def __getitem__(self, name: str) -> QAction:
        """The action of that name."""
        return self._by_name[name]

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        for name, menu in self._menus.items():
            menu.setTitle(t(f"actions.menu_{name}"))
        for name, action in self._by_name.items():
            text = self._text(name)
            action.setText(text)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            why = self._read_only if name in _WRITES else ""
            action.setToolTip(why or (f"{text} ({keys})" if keys else text))
            action.setStatusTip(why)

    def follow(self, desk: Desk) -> None:
        """Name tags and colours as a desk's library does."""
        desk.tag_keys_changed.connect(self.name_tags)
        desk.marking.colours_named.connect(self.name_colours)
        self._by_name["caret"].setChecked(False)

    def name_step(self, name: str, change: str) -> None:
        """Say what undo or redo would do; nothing to do disables it."""
        action = self._by_name[name]
        action.setEnabled(bool(change))
        text = t(f"actions.{name}")
        change = change.replace("&", "&&")  # a tag may hold one; a menu would eat it
        action.setText(t("actions.step", step=text, change=change) if change else text)

    def name_tags(self, tags: dict[int, str]) -> None:
        """Name the tags that the digits stand for."""
        self._tag_keys = tags
        self.retranslate()

    def name_colours(self, named: dict[str, str]) -> None:
        """Say what the analyst lets the colours of highlights mean."""
        self._meanings = named
        self.retranslate()

    def enable(self, need: str, possible: bool) -> None:
        """Enable what needs a library, or a clipping that is open."""
        for spec in _specs():
            if spec.needs == need and spec.name not in {"undo", "redo"}:
                forbidden = bool(self._read_only) and spec.name in _WRITES
                self._by_name[spec.name].setEnabled(possible and not forbidden)

    def show_library(self, read_only: str) -> None:
        """A library is open, and no clipping of it yet.

        Args:
            read_only: why nothing can be written into it; empty where it can be.
        """
        self.explain_read_only(read_only)
        for need, possible in (("", True), ("library", True), ("clipping", False)):
            self.enable(need, possible)

    def explain_read_only(self, why: str) -> None:
        """Say (in the language in use) at every action that writes why it cannot be chosen."""
        self._read_only = why
        for menu in self._menus.values():
            menu.setToolTipsVisible(bool(why))
        self.retranslate()

    def check(self, group: str, value: str) -> None:
        """Mark the choice of a group."""
        for spec in _specs():
            if spec.group == group:
                self._by_name[spec.name].setChecked(spec.value == value)

    def show_choices(self, chosen: Settings) -> None:
        """Mark what the user chose."""
        for name in ("appearance", "mark_read", "citation_style"):
            self.check(name, getattr(chosen, name))
        self.check("language", language())
        self._by_name["compact"].setChecked(chosen.rows == "compact")

    def show_filter(self, wanted: Filter) -> None:
        """Mark how it is searched, and in which order it is shown."""
        self.check("sort", wanted.sort)
        self._by_name["whole_words"].setChecked(wanted.whole_words)

    def _make(self, window: QObject, spec: Spec) -> QAction:
        action = QAction(window)
        action.setObjectName(spec.name)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.triggered.connect(lambda: self._perform(spec.slot, spec.value))
        if spec.focused:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setCheckable(bool(spec.group) or spec.shows)
        if spec.group:
            group = self._groups.setdefault(spec.group, QActionGroup(window))
            group.addAction(action)
        self._by_name[spec.name] = action
        return action

    def _text(self, name: str) -> str:
        """An action's text; of a digit, its tag."""
        value = next(spec.value for spec in _specs() if spec.name == name)
        if name in _COLOURS:
            meaning = swatches.names(self._meanings)[value].replace("&", "&&")
            return t("highlights.action", colour=t(f"article.colour.{value}"), meaning=meaning)
        if name not in _TAG_KEYS:
            return t(f"actions.{name}")
        tag = self._tag_keys.get(int(value))
        return "—" if tag is None else tag.replace("&", "&&")

    def _dress(self, specs: Iterable[Spec]) -> None:
        for spec in specs:
            if spec.icon:
                self._by_name[spec.name].setIcon(theme.icon(spec.icon))
            elif spec.name in _COLOURS:
                self._by_name[spec.name].setIcon(swatches.swatch(spec.value))


def _specs() -> list[Spec]:
    return [spec for specs in MENUS.values() for spec in specs if spec is not LINE]


_TAG_KEYS: Final = frozenset(spec.name for spec in _specs() if spec.slot == "tagging.toggle")
"""The actions of the digits; they have no text of their own, and one line in the list of keys."""
_COLOURS: Final = frozenset(f"highlight_{colour}" for colour in COLOURS)
"""The actions that mark words; in the menu each says what its colour means."""
_WRITES: Final = (
    _TAG_KEYS
    | _COLOURS
    | {
        *("import", "import_folder", "import_pasted", "undo", "redo", "save_search"),
        *("star", "mark_read", "review", "note", "tag", "tags_of"),
        *("highlight", "highlight_comment", "colour_meanings"),
    }
)
"""What nobody can choose in a library that can only be read."""


WIDGET_KEYS: Final = {
    "search": (
        ("complete", ("Ctrl+Space",)),
        ("candidates", ("Down", "Up")),
        ("take", ("Tab",)),
        ("go", ("Enter",)),
        ("away", ("Esc",)),
    ),
    "strip": (
        ("bars", ("Left", "Right", "PgUp", "PgDown", "Home", "End")),
        ("span", ("Shift+Left", "Shift+Right")),
        ("choose", ("Enter",)),
        ("all_days", ("Esc",)),
        ("zoom", ("+", "-", "0")),
        ("colours", ("C",)),
        ("copy", ("Ctrl+C",)),
    ),
    "list": (
        ("walk", ("Up", "Down", "PgUp", "PgDown")),
        ("select", ("Shift+Up", "Shift+Down")),
        ("all", ("Ctrl+A",)),
        ("read", ("Enter",)),
        ("tags", tuple("123456789")),
    ),
    "note": (
        ("link", ("[, [",)),
        ("bold", ("Ctrl+B",)),
        ("italic", ("Ctrl+I",)),
        ("list", ("Enter",)),
        ("level", ("Tab", "Shift+Tab")),
        ("away", ("Esc",)),
    ),
    "article": (
        ("select", ("Shift+Right", "Shift+Left", "Shift+Down", "Shift+Up")),
        ("colours", tuple(f"Ctrl+{key}" for key, _ in enumerate(COLOURS, 1))),
        ("bar", ("Tab",)),
        ("bar_away", ("Esc",)),
    ),
    "marks": (
        ("open", ("Enter",)),
        ("delete", ("Del",)),
    ),
    "sidebar": (
        ("alone", ("Enter",)),
        ("beside", ("Space", "Ctrl+Enter")),
        ("without", ("-", "Alt+Enter")),
        ("open", ("Right", "Left")),
        ("find", ("F",)),
        ("order", ("O",)),
        ("rename", ("F2",)),
        ("delete", ("Del",)),
    ),
    "saved": (
        ("open", ("Enter",)),
        ("move", ("Ctrl+Up", "Ctrl+Down")),
        ("rename", ("F2",)),
        ("delete", ("Del",)),
    ),
}
"""What single widgets do with keys while they have them; texts: `keys.<widget>.<name>`."""


def widget_keys(widget: str) -> list[tuple[str, str]]:
    """(what it does, keys) of a widget."""
    return [(t(f"keys.{widget}.{name}"), _shown(keys)) for name, keys in WIDGET_KEYS[widget]]


def _shown(keys: Iterable[str]) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return " / ".join(QKeySequence(key).toString(native) for key in keys)


def shortcut_table() -> list[tuple[str, str]]:
    """(action, keys) of every action that has a shortcut, in menu order."""
    named = _TAG_KEYS | _COLOURS
    specs = [spec for spec in _specs() if spec.keys and spec.name not in named]
    return [(t(f"actions.{spec.name}"), _shown(spec.keys)) for spec in specs]
