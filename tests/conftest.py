"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # no test needs a screen

settings.register_profile("clipdesk", deadline=None)  # a busy machine is no failure
settings.load_profile("clipdesk")

_ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_page() -> Path:
    """A real page. It is somebody's work and stands beside the repository, never in it."""
    page = _ROOT.parent / "shared" / "archives" / "central-asia.txt"
    if not page.is_file():
        pytest.skip(f"the real page is not here: {page}")
    return page
