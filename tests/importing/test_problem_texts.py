"""Every problem can be told in every language, with its values."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clipdesk import texts
from clipdesk.core.model import Page
from clipdesk.importing import page as page_module
from clipdesk.importing import slips

BODY = "\n 霧。\n"
HIDDEN = {"headline", "rule", "confidence"}  # `texts.tell` says the last two in words
EVERY = [
    "2031.04.09\n朝日新間\n灯台 <3105-040908>" + BODY,
    "2031.04:09 朝日新聞 灯台 <3105-040901>" + BODY,
    "2031.04.31 朝日新聞 灯台 <3105-040901>" + BODY,
    "2031.14.09 朝日新聞 灯台 <3105-040901>" + BODY,
    "2031.04.09 24:00 朝日新聞 灯台" + BODY,
    "2031.04.09 朝日新聞 灯台 <3105-0409>" + BODY,
    "2031.04.09 朝日新聞 灯台 <3105-041001>" + BODY,
    "2031.04.09 朝日新聞 灯台 <3105-041001>" + BODY,
    "2031.04.09 TBS News信 {灯台} <3105-040902>" + BODY,
    "2031.04.09 Gull 灯台{港} <3105-040903>" + BODY,
    "2031.04.09 {灯台} <3105-040904>" + BODY,
    "2031.04.09 朝日新聞 <3105-040905>" + BODY + "【関連記事:前】\n【関連記事:3121-111111】\n",
    "2031.04.09 朝日新聞 灯台 <3105-040906>\n 霧(註:海\n【註】\n",
    "2031.04.09 朝日新聞 灯台 <3105-040908>\n【註\n霧。\n註】\n海。\n",
    "2031.04.09 朝日新聞 灯台 <3105-040907>\n 霧\ufffdの海\ufffd。\n",
]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_problem_in_words(read: Callable[..., Page], language: str) -> None:
    problems = read("".join(EVERY)).problems
    readers = "".join(Path(m.__file__ or "").read_text("utf-8") for m in (page_module, slips))
    named = set(re.findall(r'"([a-z]+_[a-z_]+)"', readers))
    catalogue = {key for key in texts.catalogue(language) if key.startswith("problems.")}
    # Those of other readers and of the plan are told in their own tests.
    of_pages = {key for key in catalogue if key.removeprefix("problems.") in named}
    assert {f"problems.{problem.code}" for problem in problems} == of_pages
    for problem in problems:
        values: dict[str, Any] = dict(problem.values)
        told = texts.t(f"problems.{problem.code}", lang=language, **values)
        assert all(str(value) in told for key, value in values.items() if key not in HIDDEN)
