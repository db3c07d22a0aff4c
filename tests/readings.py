"""What readers of files other than pages give, with the sum that must always hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clipdesk.core.model import Draft, Page, Reading
from clipdesk.importing.lines import visible
from clipdesk.importing.page import collected
from clipdesk.importing.sources import SourceBook

BOOK = SourceBook({"港湾新報": "港湾新報", "Gull Post": "Gull Post", "鴎": "Gull Post"})


def gather(read: Callable[..., Reading], lines: Sequence[str], **options: object) -> Page:
    """All that a reader gives of a file; nothing of it is lost."""
    page = collected(read(lines, BOOK, title_fallback="無題", **options))
    counts = page.characters
    assert counts["input"] == sum(map(visible, lines))
    assert counts["input"] == counts["clippings"] + counts["furniture"] + counts["problems"]
    found = [draft.line for draft in page.drafts] + [problem.line for problem in page.problems]
    assert all(1 <= line <= max(1, len(lines)) for line in found)
    for draft in page.drafts:
        check(draft)
    return page


def check(draft: Draft) -> None:
    """What must be so of every draft."""
    assert "\n" not in draft.headline
    assert draft.source
    assert all(0 <= c.passage < max(1, len(draft.passages)) for c in draft.citations)
    seen = False
    for passage in draft.passages:  # the compiler's notes run to the end, as on a page
        seen = seen or passage.block is not None
        assert (passage.block is not None) == seen
        assert (passage.voice == "compiler") == seen
        assert all(0 <= m.start < m.end <= len(passage.text) for m in passage.marks)


def codes(page: Page) -> list[tuple[int, str]]:
    """The line and code of every problem."""
    return [(problem.line, problem.code) for problem in page.problems]
