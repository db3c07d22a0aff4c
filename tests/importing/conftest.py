"""Reading pages of our own invention."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clipdesk.core.model import Draft, Page
from clipdesk.importing.page import read_page
from clipdesk.importing.sources import SourceBook

HEAD = "2031.04.09 朝日新聞 灯台守の日誌が見つかる <3105-040901>\n"


@pytest.fixture
def read() -> Callable[..., Page]:
    """Reads a text as a page; `extra` are the user's own names of sources."""

    def reading(text: str, **extra: str) -> Page:
        return read_page(text, SourceBook(extra), title_fallback="無題")

    return reading


@pytest.fixture
def read_one(read: Callable[..., Page]) -> Callable[..., Draft]:
    """Reads a text that holds exactly one clipping."""

    def reading(text: str, **extra: str) -> Draft:
        (draft,) = read(text, **extra).drafts
        return draft

    return reading


@pytest.fixture
def read_body(read_one: Callable[..., Draft]) -> Callable[[str], Draft]:
    """Reads a text as the body of a clipping whose head (one line) is of no interest."""

    def reading(body: str) -> Draft:
        return read_one(HEAD + body)

    return reading


@pytest.fixture
def codes(read: Callable[..., Page]) -> Callable[..., list[tuple[int, str]]]:
    """The line and code of every problem in a text."""

    def reading(text: str, **extra: str) -> list[tuple[int, str]]:
        return [(problem.line, problem.code) for problem in read(text, **extra).problems]

    return reading
