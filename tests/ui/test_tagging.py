"""Tags in the window: dropped in the sidebar, managed, given to many with a check of three states."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QMessageBox, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from clipdesk.commands import AddTag, ColourTag, CreateTag, SaveSearch, SetTagKeys
from clipdesk.core.query import Facet, Filter
from clipdesk.store import tags
from clipdesk.texts import t
from clipdesk.ui import dragging, theme
from clipdesk.ui.desk import Desk
from clipdesk.ui.dialogs.tag_asking import TagNameDialog
from clipdesk.ui.dialogs.tags import TagsDialog
from clipdesk.ui.dialogs.tags_of import TagsOfDialog
from clipdesk.ui.main_window import MainWindow
from clipdesk.ui.sidebar import menu
from tests.ui import desktop

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class _From(QDropEvent):
    """A drop that began in a widget of ours; only the system can say so otherwise."""

    def __init__(self, at: QPoint, data: QMimeData, source: QWidget) -> None:
        buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        super().__init__(QPointF(at), Qt.DropAction.CopyAction, data, buttons, none)
        self._source = source

    def source(self) -> QWidget:
        return self._source


def _made(desk: Desk, qtbot: QtBot, **borne: tuple[int, ...]) -> list[int]:
    """Give tags to clippings, named by their places in the list; the ids in its order."""
    ids = list(desk.session.found.ids)
    for name, places in borne.items():
        chosen = tuple(ids[place] for place in places)
        desk.session.worker.write(AddTag(chosen, name.replace("__", "/")))
    desktop.settle(qtbot, desk)
    qtbot.waitUntil(lambda: not desk._counts_timer.isActive())
    return ids


def _line(desk: Desk, tag: str) -> QPoint:
    """Where a tag's line stands."""
    view = desk.sidebar.view
    section = view._facets.section(Facet.TAG)
    for row in range(view._facets.rowCount(section)):
        index = view._facets.index(row, 0, section)
        if view.tag_at(index) == tag:
            view.scrollTo(index)
            return view.visualRect(index).center()
    raise AssertionError(tag)


def _drop(desk: Desk, data: QMimeData, at: QPoint) -> bool:
    event = _From(at, data, desk.sidebar.view)
    desk.sidebar.view.dropEvent(event)
    return event.isAccepted()


def _tags(desk: Desk) -> dict[str, int]:
    with_own = tags.listed(desk.session._reader)
    return {one.name: one.own for one in with_own if one.is_tag}


def _tree(dialog: QWidget) -> dict[str, list[str]]:
    tree = desktop.child(dialog, QTreeWidget)
    shown = {}
    waiting = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]
    while waiting:
        item = waiting.pop(0)
        assert item is not None
        name = item.data(0, Qt.ItemDataRole.UserRole)
        if not item.isHidden():
            shown[name] = [item.text(column) for column in range(1, tree.columnCount())]
        waiting += [item.child(at) for at in range(item.childCount())]
    return shown


def _choose(dialog: QWidget, *names: str) -> None:
    tree = desktop.child(dialog, QTreeWidget)
    tree.clearSelection()
    for item in tree.every():  # type: ignore[attr-defined]
        if item.data(0, Qt.ItemDataRole.UserRole) in names:
            item.setSelected(True)


def test_clippings_are_dropped_on_a_tag(desk: Desk, qtbot: QtBot) -> None:
    ids = _made(desk, qtbot, 国__海=(0,))
    desk.timeline.list.selectAll()
    assert _drop(desk, dragging.clippings_data(), _line(desk, "国"))
    desktop.settle(qtbot, desk)
    assert _tags(desk) == {"国": len(ids), "国/海": 1}
    desk.undo()
    desktop.settle(qtbot, desk)
    assert _tags(desk) == {"国/海": 1}


def test_what_is_no_place_for_it_takes_nothing(desk: Desk, qtbot: QtBot) -> None:
    _made(desk, qtbot, 国__海=(0,), 急=(1,))
    section = desk.sidebar.view.visualRect(desk.sidebar.view._facets.section(Facet.TAG)).center()
    assert not _drop(desk, dragging.clippings_data(), section)
    assert not _drop(desk, dragging.tag_data("急"), section)  # it stands at the top already
    assert not _drop(desk, dragging.tag_data("国"), _line(desk, "国/海"))
    from_elsewhere = QDragEnterEvent(
        _line(desk, "国"),
        Qt.DropAction.CopyAction,
        dragging.clippings_data(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    desk.sidebar.view.dragEnterEvent(from_elsewhere)
    assert not from_elsewhere.isAccepted()


@pytest.mark.parametrize(
    ("press", "expected"),
    [("do_nest", {"国/急": 1, "国/海": 1}), ("do_merge", {"国": 1, "国/海": 1}), ("", None)],
)
def test_a_tag_dropped_on_a_tag_is_nested_or_merged(
    desk: Desk, qtbot: QtBot, window: MainWindow, press: str, expected: dict[str, int] | None
) -> None:
    _made(desk, qtbot, 国__海=(0,), 急=(1,))
    before = _tags(desk)

    def answer(box: QMessageBox) -> None:
        text = t(f"tags.name.{press}") if press else t("tags.cancel")
        next(b for b in box.buttons() if b.text() == text).click()

    desktop.when_box_opens(qtbot, window, answer)
    assert _drop(desk, dragging.tag_data("急"), _line(desk, "国"))
    desktop.settle(qtbot, desk)
    assert _tags(desk) == (expected or before)


def test_a_tag_dropped_on_the_section_stands_at_the_top(desk: Desk, qtbot: QtBot) -> None:
    _made(desk, qtbot, 国__海=(0,))
    view = desk.sidebar.view
    _line(desk, "国/海")
    section = view.visualRect(view._facets.section(Facet.TAG))
    assert _drop(desk, dragging.tag_data("国/海"), section.center() + QPoint(0, 4))
    desktop.settle(qtbot, desk)
    assert _tags(desk) == {"海": 1}


def test_the_filter_follows_a_tag_to_its_new_name(desk: Desk, qtbot: QtBot) -> None:
    _made(desk, qtbot, 国__海=(0, 1))
    desk.session.show(Filter("", frozenset({(Facet.TAG, "国/海")})))
    desktop.settle(qtbot, desk)
    desk.session.worker.write(SaveSearch("海", Filter("tag:国/海")))
    desk.tagging._ask_for_name("rename", "国")
    dialog = desktop.child(desk, TagNameDialog)
    desktop.child(dialog, QLineEdit).setText("州")
    dialog.accept()
    desktop.settle(qtbot, desk)
    assert desk.session.wanted.chosen == {(Facet.TAG, "州/海")}
    assert len(desk.session.found.ids) == 2
    assert [search.query for search in desk.session.searches()] == ["tag:州/海"]
    desk.undo()
    desktop.settle(qtbot, desk)
    assert desk.session.wanted.chosen == {(Facet.TAG, "国/海")}


def test_keys_and_menu_of_the_sidebar(desk: Desk, qtbot: QtBot, window: MainWindow) -> None:
    _made(desk, qtbot, 国__海=(0,), 急=(1, 2))
    view = desk.sidebar.view
    index = view.indexAt(_line(desk, "急"))
    view.setCurrentIndex(index)
    made = menu.of_line(view, view._facets, index)
    names = [action.objectName() for action in made.actions()]
    assert [name for name in names if name.startswith("tag_")] == [
        f"tag_{wish}" for wish in menu.TAG_WISHES
    ]
    desktop.give_keys(qtbot, window, view)
    said: list[str] = []

    def answer(box: QMessageBox) -> None:
        said.append(box.text())
        next(b for b in box.buttons() if b.text() == t("tags.do_delete")).click()

    desktop.when_box_opens(qtbot, window, answer)
    desktop.press_key(Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: bool(said))
    desktop.settle(qtbot, desk)
    assert "2 件" in said[0]
    assert _tags(desk) == {"国/海": 1}
    view.setCurrentIndex(view.indexAt(_line(desk, "国")))
    desktop.give_keys(qtbot, window, view)
    desktop.press_key(Qt.Key.Key_F2)
    dialog = desktop.child(desk, TagNameDialog)
    assert desktop.child(dialog, QLineEdit).text() == "国"


def test_the_dialog_has_every_tag_with_its_counts(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    _made(desk, qtbot, 国__海=(0, 1), 国__山=(1,))
    desk.session.worker.write(CreateTag("未使用"))
    desk.session.worker.write(SetTagKeys({4: "国/海"}))
    window.actions_["manage_tags"].trigger()
    dialog = desktop.child(desk, TagsDialog)
    expected = {
        "国": ["", "2", ""],
        "国/山": ["1", "1", ""],
        "国/海": ["2", "2", "4"],
        "未使用": ["0", "0", ""],
    }
    qtbot.waitUntil(lambda: _tree(dialog) == expected)
    desktop.child(dialog, QLineEdit).setText("海")
    assert list(_tree(dialog)) == ["国", "国/海"]
    desktop.child(dialog, QLineEdit).clear()
    desk.tagging.manage()
    desktop.child(desk, TagsDialog)  # there is one only
    desk.session.worker.write(AddTag((desk.session.found.ids[3],), "国"))
    qtbot.waitUntil(lambda: _tree(dialog)["国"] == ["1", "3", ""])


def test_colours_and_keys_are_chosen_in_the_dialog(desk: Desk, qtbot: QtBot) -> None:
    _made(desk, qtbot, 国=(0,), 急=(1,))
    desk.session.worker.write(SetTagKeys({1: "急"}))
    desktop.settle(qtbot, desk)
    desk.tagging.manage()
    dialog = desktop.child(desk, TagsDialog)
    qtbot.waitUntil(lambda: "国" in _tree(dialog))
    _choose(dialog, "国")
    colour, key = dialog._colour_menu(dialog), dialog._key_menu(dialog)
    _named(colour, t("article.colour.red")).trigger()
    _named(key, t("tags.key_of", key=1, tag="急")).trigger()
    desktop.settle(qtbot, desk)
    qtbot.waitUntil(lambda: _tree(dialog)["国"][2] == "1")
    assert desk.session.tag_keys() == {1: "国"}
    assert theme.tag_colour("国") == "red"
    theme.use_tag_colours({})


def _named(made: QMenu, text: str) -> QAction:
    return next(action for action in made.actions() if action.text() == text)


def test_unused_tags_are_chosen_and_deleted_together(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    _made(desk, qtbot, 国=(0,))
    for name in ("無/一", "無/二"):
        desk.session.worker.write(CreateTag(name))
    desk.session.worker.write(SaveSearch("無", Filter("tag:無/*")))
    desk.tagging.manage()
    dialog = desktop.child(desk, TagsDialog)
    qtbot.waitUntil(lambda: len(_tree(dialog)) == 4)
    dialog._wish("unused")
    assert dialog.chosen() == ["無"]
    said: list[str] = []

    def answer(box: QMessageBox) -> None:
        said.append(box.text())
        next(b for b in box.buttons() if b.text() == t("tags.do_delete")).click()

    desktop.when_box_opens(qtbot, window, answer)
    dialog._wish("delete")
    qtbot.waitUntil(lambda: bool(said))
    desktop.settle(qtbot, desk)
    assert "保存した検索 1 個" in said[0]
    assert _tags(desk) == {"国": 1}


@pytest.mark.parametrize(
    ("purpose", "typed", "possible", "merges"),
    [
        ("rename", "国", False, False),
        ("rename", "国/海", True, False),
        ("rename", "急", True, True),
        ("rename", "新", True, False),
        ("rename", " / ", False, False),
        ("merge", "新", False, False),
        ("merge", "急", True, False),
        ("merge", "国/海", False, False),
        ("nest", "新", True, False),
        ("nest", "国", False, False),
        ("nest", "", False, False),
        ("create", "急", False, False),
        ("create", "国/新", True, False),
    ],
)
def test_what_a_name_may_be(
    desk: Desk, purpose: str, typed: str, possible: bool, merges: bool
) -> None:
    dialog = TagNameDialog(purpose, "国", ["国", "国/海", "急"], desk)
    answers: list[tuple[str, bool]] = []
    dialog.chosen.connect(lambda name, m: answers.append((name, m)))
    desktop.child(dialog, QLineEdit).setText(typed)
    dialog.accept()
    assert answers == ([(typed, merges)] if possible else [])
    dialog.deleteLater()


def test_many_clippings_get_and_lose_tags_in_one_step(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    ids = _made(desk, qtbot, 全=(0, 1, 2, 3, 4), 一部=(0, 1), 半=(2,), 外=())
    desk.session.worker.write(ColourTag("全", "blue"))
    desk.timeline.list.selectAll()
    window.actions_["tags_of"].trigger()
    qtbot.waitUntil(lambda: bool(desk.findChildren(TagsOfDialog)))
    dialog = desktop.child(desk, TagsOfDialog)
    items = {item.data(0, Qt.ItemDataRole.UserRole): item for item in dialog._items()}
    checks = {name: item.checkState(0).name for name, item in items.items()}
    assert checks == {
        "全": "Checked",
        "一部": "PartiallyChecked",
        "半": "PartiallyChecked",
        "外": "Unchecked",
    }
    assert items["一部"].text(1) == "2"
    tree = desktop.child(dialog, QTreeWidget)
    field = desktop.child(dialog, QLineEdit)
    _press(tree, items["一部"])  # all
    _press(tree, items["半"])
    _press(tree, items["半"])  # none
    _press(tree, items["全"])  # none
    field.setText("新/しい")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert dialog.result() == 0  # Enter gave the tag, and did not close
    assert field.text() == ""
    QTest.keyClick(field, Qt.Key.Key_Return)
    desktop.settle(qtbot, desk)
    assert _tags(desk) == {"一部": len(ids), "新/しい": len(ids), "全": 0, "外": 0}
    desk.undo()
    desktop.settle(qtbot, desk)
    assert _tags(desk)["半"] == 1
    theme.use_tag_colours({})


def _press(tree: QTreeWidget, item: object) -> None:
    tree.setCurrentItem(item)  # type: ignore[call-overload]
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Space)


def test_what_only_some_have_stays_so_unless_it_is_touched(desk: Desk, qtbot: QtBot) -> None:
    dialog = TagsOfDialog(3, {"甲": 1, "乙": 3, "丙": 0}, ["丙", "甲", "乙"], desk)
    chosen: list[object] = []
    dialog.chosen.connect(lambda give, take: chosen.append((give, take)))
    first = dialog._items()[0]
    assert first.data(0, Qt.ItemDataRole.UserRole) == "甲"
    for _ in range(3):  # all, none, as it was
        dialog._turn(first)
    dialog.accept()
    assert chosen == []


def test_nothing_is_dragged_from_a_heading(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    dragged: list[str] = []

    def take(_: QWidget, text: str) -> None:
        dragged.append(text)

    monkeypatch.setattr("clipdesk.ui.timeline.list_view.drag_clippings", take)  # Qt would wait
    rows = desk.timeline.list
    rows.clearSelection()
    rows.startDrag(Qt.DropAction.CopyAction)
    rows.selectAll()
    rows.startDrag(Qt.DropAction.CopyAction)
    assert dragged == ["5 件"]
