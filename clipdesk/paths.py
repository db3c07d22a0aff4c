"""The only finder of resources/, db/ and the user's folders. Any thread; creates nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import platformdirs

_PACKAGE: Final = Path(__file__).resolve().parent
LIBRARY_VARIABLE: Final = "CLIPDESK_LIBRARY"


def resource(*parts: str) -> Path:
    """A file or folder under resources/: inside the wheel, else beside the package (checkout)."""
    return _shipped("resources").joinpath(*parts)


def migrations() -> Path:
    """The folder db/ with the numbered SQL files."""
    return _shipped("db")


def default_library() -> Path:
    """The library that is opened when none is named: `CLIPDESK_LIBRARY`, else the data folder."""
    named = os.environ.get(LIBRARY_VARIABLE)
    if named:
        return Path(named).expanduser()
    return Path(platformdirs.user_data_dir("clipdesk", appauthor=False)) / "library.sqlite"


def sample_library() -> Path:
    """Where the sample archive is opened: a library of its own beside the default one."""
    return Path(platformdirs.user_data_dir("clipdesk", appauthor=False)) / "sample.sqlite"


def sample_page() -> Path:
    """The sample archive's page."""
    return resource("sample", "northern-seas.txt")


def settings_file() -> Path:
    """The user's settings (TOML)."""
    return Path(platformdirs.user_config_dir("clipdesk", appauthor=False)) / "settings.toml"


def window_state_file() -> Path:
    """Where the window remembers its shape (INI); disposable."""
    return Path(platformdirs.user_state_dir("clipdesk", appauthor=False)) / "window.ini"


def log_file() -> Path:
    """The program's log."""
    return Path(platformdirs.user_log_dir("clipdesk", appauthor=False)) / "clipdesk.log"


def _shipped(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
