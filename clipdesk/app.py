"""Start-up, told in order. The only module beside ui/ that knows Qt. Main thread.

1. The environment: which Japanese input methods Qt may use.
2. QApplication, the settings, the language, the look.
3. The window, with the library at once if it is ready for use; everything that costs time and is
   not needed for the first paint (sqlite-utils, the importer, the typesetter) waits.
4. The hooks that catch our bugs: they go to the log and a dialog, never to a silent end.
"""

from __future__ import annotations

import logging
import os
import sys
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtWidgets import QApplication

from clipdesk import __version__, paths
from clipdesk.settings import Settings
from clipdesk.texts import start_language
from clipdesk.ui import theme
from clipdesk.ui.dialogs import messages
from clipdesk.ui.main_window import MainWindow
from clipdesk.ui.qt_words import use_qt_words

log = logging.getLogger("clipdesk")

SWITCH: Final = 0.0005
"""Seconds after which a thread that computes lets the window go on. Python's own 5 ms add up: the
window lets go whenever it reads or paints, and waits for its turn each time."""

_MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def run(library_file: Path | None) -> int:
    """Open the desk; returns when it is closed, with the exit code.

    Args:
        library_file: the library named on the command line.
    """
    sys.setswitchinterval(SWITCH)
    _allow_japanese_input()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("clipdesk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("clipdesk")
    settings = Settings.load()
    start_language(settings.language)
    use_qt_words()
    theme.apply(app, settings.appearance)
    window = MainWindow(settings, library_file or _last_library(settings))
    _catch_bugs(window)
    window.open_wanted()
    window.show()
    return app.exec()


def _allow_japanese_input() -> None:
    """Unset, Qt finds no input method on many desktops, and Japanese cannot be typed.

    They are reached over D-Bus. A bare machine (a container, a first boot) has no machine id, and
    there libdbus ends the whole program when it is asked: no bus, no input method, but a desk.
    """
    if sys.platform.startswith("linux"):
        os.environ.setdefault("DBUS_FATAL_WARNINGS", "0")
        if _has_bus():
            os.environ.setdefault("QT_IM_MODULES", "wayland;fcitx;ibus")
        else:
            os.environ.setdefault("DBUS_SESSION_BUS_ADDRESS", "unix:path=/dev/null")


def _has_bus() -> bool:
    """Whether asking for the session's D-Bus can be answered."""
    return "DBUS_SESSION_BUS_ADDRESS" in os.environ or any(
        file.is_file() and file.stat().st_size for file in _MACHINE_IDS
    )


def _last_library(settings: Settings) -> Path:
    """The library named in the environment, the one opened last, or the default one."""
    if settings.library and not os.environ.get(paths.LIBRARY_VARIABLE):
        last = Path(settings.library)
        if last.exists():
            return last
    return paths.default_library()


def _catch_bugs(window: MainWindow) -> None:
    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _open_log()
        log.error("a bug", exc_info=(kind, error, trace))
        messages.show_bug(window)

    sys.excepthook = hook


@cache
def _open_log() -> None:
    """The log is opened when there is something to write: most days there is nothing."""
    from logging.handlers import RotatingFileHandler  # noqa: PLC0415 - costs 8 ms

    file = paths.log_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        log.addHandler(RotatingFileHandler(file, maxBytes=1 << 20, backupCount=2, encoding="utf-8"))
    except OSError:
        log.addHandler(logging.StreamHandler())
