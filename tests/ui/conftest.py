"""Every test of the window starts in Japanese and by day."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clipdesk import texts
from clipdesk.store import library
from clipdesk.ui import theme
from clipdesk.ui.desk import Desk
from clipdesk.ui.main_window import MainWindow
from clipdesk.ui.qt_words import use_qt_words
from tests import pages
from tests.ui import desktop


@pytest.fixture(autouse=True)
def _by_day_in_japanese(qapp: QApplication) -> None:
    texts.use_language("ja")
    use_qt_words()
    theme.apply(qapp, "light")


@pytest.fixture(scope="session")
def _made_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pages.new_library(tmp_path_factory.mktemp("made") / "library.sqlite", desktop.PAGE)


@pytest.fixture
def library_file(_made_library: Path, tmp_path: Path) -> Path:
    """A library of its own for each test, with the five clippings of `desktop.PAGE`."""
    return Path(shutil.copy(_made_library, tmp_path / "press.sqlite"))


@pytest.fixture
def read_only_file(_made_library: Path, tmp_path: Path) -> Iterator[Path]:
    """The same library in a folder of its own, of which nobody can write anything."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    made = Path(shutil.copy(_made_library, folder / "press.sqlite"))
    made.chmod(0o444)
    folder.chmod(0o555)
    locked = library.unwritable(made) is None and _lock("+i", made, folder)  # root may write all
    try:
        if library.unwritable(made) is None:
            pytest.skip("nothing can be kept from this user")
        yield made
    finally:
        if locked:
            _lock("-i", made, folder)
        folder.chmod(0o755)
        made.chmod(0o644)


def _lock(how: str, *files: Path) -> bool:
    """Make files unchangeable, also to root, or changeable again; False where that is unknown."""
    program = shutil.which("chattr")
    if program is None:
        return False
    return not subprocess.run([program, how, *files], capture_output=True, check=False).returncode


@pytest.fixture
def window(qtbot: QtBot, library_file: Path) -> Iterator[MainWindow]:
    """The window on that library."""
    made = desktop.opened(qtbot, library_file)
    yield made
    made.close()


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    """What the window shows."""
    return desktop.desk_of(window)
