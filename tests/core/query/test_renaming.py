"""Queries that name tags by new names: what is typed otherwise stays as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk.core.query import (
    EVERYTHING,
    Facet,
    Filter,
    names_tag,
    parse,
    renamed_filter,
    renamed_query,
)

NAMES = {"国": "地 域", "国/日本": "地 域/日本"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("タグ:国/*  港 OR　霧", "tag:地域/* 港 OR 霧"),
        ('港　タグ:国  標題:"a b"', '港　tag:地域  標題:"a b"'),
        ("-タグ:国/日本 港", "-tag:地域/日本 港"),
        ("tag:国 tag:国", "tag:地域"),
        ("(tag:国 OR 霧) 港", "(tag:地域 OR 霧) 港"),
        ('国 "tag:国" 出典:国', '国 "tag:国" 出典:国'),
        ('tag:国民 tag:""', 'tag:国民 tag:""'),
    ],
)
def test_only_the_tags_are_called_otherwise(query: str, expected: str) -> None:
    assert renamed_query(query, NAMES) == expected


def test_a_tag_that_is_the_same_as_compared_is_still_meant() -> None:
    assert renamed_query("港 tag:usa", {"USA": "US"}, ["usa", "海"]) == "港 (tag:us OR tag:usa)"
    assert renamed_query("tag:usa", {"USA": "US"}) == "tag:us"


def test_what_is_chosen_follows() -> None:
    wanted = Filter("tag:国", frozenset({(Facet.TAG, "国"), (Facet.SOURCE, "国")}))
    found = renamed_filter(wanted, NAMES)
    assert found.query == "tag:地域"
    assert found.chosen == {(Facet.TAG, "地 域"), (Facet.SOURCE, "国")}


def test_which_queries_name_a_tag() -> None:
    assert names_tag("港 -tag:国/*", ["国"])
    assert names_tag("(tag:usa OR 霧)", ["USA"])
    assert not names_tag("国 tag:国/日本", ["国"])


@given(st.text('国日本/* ab"()-=:tgORタグ霧', max_size=40))
def test_renaming_there_and_back_means_the_same(query: str) -> None:
    there = renamed_query(query, {"国": "新"}, ())
    back = renamed_query(there, {"新": "国"}, ())
    assert parse(back).tree == parse(query).tree
    if not names_tag(query, ["国"]):
        assert there == query
    assert parse("").tree == EVERYTHING
