"""What the README links to is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_relative_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#\s]+)", (ROOT / "README.md").read_text("utf-8"))
    relative = [link for link in links if "://" not in link]
    assert relative
    assert [link for link in relative if not (ROOT / link).is_file()] == []


def test_the_pictures_are_light() -> None:
    pictures = list((ROOT / "packaging" / "screenshots").glob("*.png"))
    assert pictures
    assert [file.name for file in pictures if file.stat().st_size > 300_000] == []
