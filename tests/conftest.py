"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from clipdesk import paths, texts

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # no test needs a screen

settings.register_profile("clipdesk", deadline=None)  # a busy machine is no failure
settings.load_profile("clipdesk")

_ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _at_home_in_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds or changes the user's own files, or speaks the machine's language."""
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in ("APPDATA", "LOCAL_APPDATA"):  # platformdirs on Windows
        monkeypatch.setenv(f"WIN_PD_OVERRIDE_{name}", str(home / name.lower()))
    monkeypatch.delenv(paths.LIBRARY_VARIABLE, raising=False)
    monkeypatch.setenv(texts.LANGUAGE_VARIABLE, "en")
    monkeypatch.setattr(texts, "_current", "en")


@pytest.fixture(scope="session")
def real_page() -> Path:
    """A real page. It is somebody's work and stands beside the repository, never in it."""
    page = _ROOT.parent / "shared" / "archives" / "central-asia.txt"
    if not page.is_file():
        pytest.skip(f"the real page is not here: {page}")
    return page
