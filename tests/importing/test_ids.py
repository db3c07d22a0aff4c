"""Printed ids and what cites them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.dates import Published
from clipdesk.importing.ids import agrees, is_regular, references, take_id


@pytest.mark.parametrize(
    ("line", "text", "printed_id"),
    [
        ("灯台 <3105-040901>", "灯台", "3105-040901"),
        ("灯台<3105-040901>", "灯台", "3105-040901"),
        ("<3105-040901>", "", "3105-040901"),
        ("灯台 <3105-0409>", "灯台", "3105-0409"),
        ("灯台 <3105-0409", "灯台", "3105-0409"),
        ("灯台 \uff1c3105\uff0d040901\uff1e", "灯台", "3105\uff0d040901"),
        ("灯台 <3105-040901> (続報)", "灯台 (続報)", "3105-040901"),
        ("灯台 <速報>", "灯台 <速報>", None),
        ("灯台 <2031>", "灯台 <2031>", None),
        ("", "", None),
    ],
)
def test_take_id(line: str, text: str, printed_id: str | None) -> None:
    assert take_id(line) == (text, printed_id)


def test_regular() -> None:
    assert is_regular("3105-040901")
    assert is_regular("3105-040001")
    assert not is_regular("3113-040901")
    assert not is_regular("3105-130901")
    assert not is_regular("3105-04090")


def test_agreement_with_the_date() -> None:
    assert agrees("3105-040901", Published(2031, 4, 9))
    assert agrees("3201-120901", Published(2031, 12, 9))
    assert agrees("3105-040001", Published(2031, 4))
    assert not agrees("3105-040801", Published(2031, 4, 9))
    assert not agrees("3105-040901", Published(2031, 4))
    assert not agrees("3103-040901", Published(2031, 4, 9))
    assert not agrees("3305-040901", Published(2031, 4, 9))
    assert not agrees("3105", Published(2031, 4, 9))


def test_references() -> None:
    (one,) = references("【灯台関連記事:3105-040901 (港報 2031.04.09), 3104-030100】")
    assert one.cited == (("3105-040901", "港報 2031.04.09"), ("3104-030100", ""))
    two = references("【関連記事:3105-040901】と【関連記事\uff1a3104-030201\uff08海\uff09】")
    assert [r.cited for r in two] == [(("3105-040901", ""),), (("3104-030201", "海"),)]
    (none,) = references("【関連記事:前号を見よ】")
    assert none.cited == ()
    assert references("関連記事はない") == []


@given(st.text(alphabet="<>-0123456789関連記事:【】() 港", max_size=60))
def test_any_text(text: str) -> None:
    references(text)
    left, printed_id = take_id(text)
    assert printed_id is None or printed_id in text
    assert len(left) <= len(text)
