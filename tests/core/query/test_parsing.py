"""The query language: what is typed becomes a tree, and nothing that is typed is an error."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clipdesk.core.query import (
    EVERYTHING,
    LONGEST,
    All,
    Either,
    Field,
    Node,
    Not,
    Query,
    Term,
    leaves,
    parse,
    to_text,
)
from clipdesk.core.text import fold

anything = st.text(st.characters(codec=None))
PIECES = (
    'source: via: 出典： has: is: date: 日付: id: tag: foo: note 未読 " “ ” - － .. >= 2022 2022-01'
    " = ＝ * / ( ) （ ） OR AND < > 中国 IS 讀賣 ㌧ ⑴ a"
)
pieces = st.sampled_from([*PIECES.split(), " OR ", " AND ", " ", "\u3000"])
typed = st.lists(st.one_of(anything, pieces, pieces, pieces)).map("".join)


def depth(node: Node) -> int:
    if isinstance(node, Term):
        return 1
    parts = (node.part,) if isinstance(node, Not) else node.parts
    return 1 + max(map(depth, parts), default=0)


def check(node: Node) -> None:
    """A tree is as short as it can be."""
    if isinstance(node, Term):
        node.value.encode()  # can be given to the database
        assert (node.days is None) == (node.field not in (Field.DATE, Field.REVIEW))
        if node.field not in (Field.ID, Field.CITES, Field.CITED_BY):
            assert fold(node.value) == node.value
        return
    parts: tuple[Node, ...]
    if isinstance(node, Not):
        parts = (node.part,)
        assert node.part != EVERYTHING
    else:
        parts = node.parts
        assert len(parts) > 1
        assert len(set(parts)) == len(parts)
    for part in parts:
        assert type(part) is not type(node)
        check(part)


@given(typed)
@example("0 AND OR")
@example("date:(OR")
def test_anything_can_be_typed(text: str) -> None:
    query = parse(text)
    if query.tree != EVERYTHING:
        check(query.tree)
    for remark in query.remarks:
        assert 0 <= remark.start < remark.end <= len(text)
        assert remark.excerpt == text[remark.start : remark.end]
    ends = [0]
    for part in query.parts:
        assert ends[-1] <= part.start < part.end <= len(text)
        ends.append(part.end)


@given(typed)
@example("has:(OR")
def test_a_tree_can_be_typed_again(text: str) -> None:
    tree = parse(text).tree
    assert parse(to_text(tree)).tree == tree
    assert parse(to_text(tree, in_japanese=True)).tree == tree
    whole = parse(text, whole_words=True).tree
    assert parse(to_text(whole)).tree == whole


@given(typed)
@example('2 AND OR"1"0')
@example('0" 1 AND OR 0')
def test_a_condition_can_be_taken_away(text: str) -> None:
    query = parse(text)
    for part in query.parts:
        others = [other.node for other in query.parts if other is not part]
        assert [left.node for left in parse(query.without(part)).parts] == others


ANY = Field.ANY


def word(value: str, field: Field = ANY, *, whole: bool = False) -> Term:
    return Term(field, value, whole)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        (" \u3000 ", []),
        ('"', []),
        ('""', []),
        ("\u200b", []),
        ("\x00", []),
        ("-", [word("-")]),
        ("- 中国", [word("-"), word("中国")]),
        ("中国　経済", [word("中国"), word("経済")]),
        ("中国 中国", [word("中国")]),
        ('"New  York"', [word("new york")]),
        ("“New York” ＂x y＂", [word("new york"), word("x y")]),
        ('中国"一帯一路"', [word("中国"), word("一帯一路")]),
        ('5"砲', [word('5"砲')]),
        ("「中国」", [word("「中国」")]),
        ('-"中国 経済"', [Not(word("中国経済"))]),
        ("-制裁", [Not(word("制裁"))]),
        ("－制裁 −核", [Not(word("制裁")), Not(word("核"))]),
        ("--x", [word("--x")]),
        ("F-35A", [word("f-35a")]),
        ("=IS ＝ＵＡＶ", [word("is", whole=True), word("uav", whole=True)]),
        ('="New York"', [word("new york", whole=True)]),
        ("=中国", [word("中国")]),
        ("=第3", [word("第3", whole=True)]),
        ("= == ==a", [word("="), word("=a", whole=True)]),
        ("-=IS", [Not(word("is", whole=True))]),
        ("source:Jane's", [word("jane's", Field.SOURCE)]),
        ('source:"Stars & Stripes"', [word("stars&stripes", Field.SOURCE)]),
        ("source:=時事通信", [word("時事通信", Field.SOURCE, whole=True)]),
        ("出典：時事 経由:Yahoo", [word("時事", Field.SOURCE), word("yahoo", Field.VIA)]),
        ("ＳＯＵＲＣＥ:時事", [word("時事", Field.SOURCE)]),
        ("-VIA:Yahoo", [Not(word("yahoo", Field.VIA))]),
        ("タグ:国/*", [word("国/*", Field.TAG)]),
        ("tag:=急", [word("急", Field.TAG)]),
        ('tag:"" via:""', [word("", Field.TAG), word("", Field.VIA, whole=True)]),
        ("標題:灯台 headline:霧", [word("灯台", Field.HEADLINE), word("霧", Field.HEADLINE)]),
        ("本文:霧", [word("霧", Field.TEXT)]),
        ("メモ:要", [word("要", Field.NOTE)]),
        ("註:編者 compiler:=IS", [word("編者", Field.COMPILER), word("is", Field.COMPILER, whole=True)]),
        ("資料集:岬", [word("岬", Field.COLLECTION)]),
        ("has:Note 有:マーカー", [word("note", Field.HAS), word("highlight", Field.HAS)]),
        ("is:unread 状態:既読", [word("unread", Field.IS), word("read", Field.IS)]),
        ("http://x 12:30", [word("http://x"), word("12:30")]),
        ("2401-120511", [word("2401-120511")]),
        ("<2401-12051>", [word("2401-12051")]),
        ("＜2401-12051＞", [word("2401-12051")]),
        ("<> <<a>>", [word("<>"), word("a")]),
        ("id:<2401-120511>", [word("2401-120511", Field.ID)]),
        ("cites:2401-120511 引用:x", [word("2401-120511", Field.CITES), word("x", Field.CITES)]),
        ("citedby:x-1", [word("x-1", Field.CITED_BY)]),
        ("id:\udcff", [word("\ufffd", Field.ID)]),
        ("AND", [word("and")]),
        ("a AND b and", [word("a"), word("b"), word("and")]),
        ("a AND OR", [word("a"), word("or")]),
        ("F-35(A)", [word("f-35(a)")]),
        ("(a) (b)", [word("a"), word("b")]),
        (")", [word(")")]),
        ("a) b", [word("a)"), word("b")]),
        ("'; DROP TABLE clipping; --", [word(w) for w in ("';", "drop", "table", "clipping;", "--")]),
    ],
)  # fmt: skip
def test_conditions(text: str, terms: list[Node]) -> None:
    query = parse(text)
    assert [part.node for part in query.parts] == terms
    assert query.tree == (terms[0] if len(terms) == 1 else All(tuple(terms)))


A, B, C, D = map(word, "abcd")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a OR b", Either((A, B))),
        ("a ＯＲ b OR a", Either((A, B))),
        ("a or b", All((A, word("or"), B))),
        ('a "OR" b', All((A, word("or"), B))),
        ("a b OR c", Either((All((A, B)), C))),
        ("a (b OR c)", All((A, Either((B, C))))),
        ("（a OR b）（c OR d）", All((Either((A, B)), Either((C, D))))),
        ("中国(b OR c)", All((word("中国"), Either((B, C))))),
        ("-(a b)", Not(All((A, B)))),
        ("-(a OR b) c", All((Not(Either((A, B))), C))),
        ("-(-a)", A),
        ("-(-(a b)) c", All((A, B, C))),
        ("((a OR b) OR c)", Either((A, B, C))),
        ("(a) (b c)", All((A, B, C))),
        ("a OR (b (c OR d))", Either((A, All((B, Either((C, D))))))),
        (
            "source:(時事 OR tag:急 -朝日)",
            Either(
                (
                    word("時事", Field.SOURCE),
                    All((word("急", Field.TAG), Not(word("朝日", Field.SOURCE)))),
                )
            ),
        ),
        ("-is:(read OR starred)", Not(Either((word("read", Field.IS), word("starred", Field.IS))))),
        ("text:(a =b)", All((word("a", Field.TEXT), word("b", Field.TEXT, whole=True)))),
        ("a OR", All((A, word("or")))),
        ("OR a", All((word("or"), A))),
        ("a OR OR b", Either((A, All((word("or"), B))))),
        ("a OR AND OR b", Either((A, word("and"), B))),
        ("has:(note OR OR)", Either((word("note", Field.HAS), word("or")))),
        ("(a OR ) b", All((A, word("or"), B))),
        ("a (b", All((A, B))),
        ("()", EVERYTHING),
        ("a () -()", A),
        ("(((", EVERYTHING),
    ],
)
def test_trees(text: str, tree: Node) -> None:
    assert parse(text).tree == tree


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ('中国 "一帯', [("unclosed_quote", '"')]),
        ("(a (b) c", [("unclosed_bracket", "(")]),
        ("a -(b", [("unclosed_bracket", "-")]),
        ("a) b)", [("unopened_bracket", ")"), ("unopened_bracket", ")")]),
        ("F(A) :)", [("unopened_bracket", ")")]),
        ("a ()", [("empty_brackets", "()")]),
        ("a OR", [("lonely_operator", "OR")]),
        ("foo:bar -ＦＯＯ：bar", [("unknown_field", "foo:"), ("unknown_field", "ＦＯＯ：")]),
        ("foo: 12:30 http://x f-35:x", []),
        ("date:yesterday 日付:2022-13", [("no_such_date", "date:yesterday"), ("no_such_date", "日付:2022-13")]),
        ("a NOT b", [("not_is_minus", "NOT")]),
        ("(ＮＯＴ b)", [("not_is_minus", "ＮＯＴ")]),
        ("NOT", []),
        ("a NOT ", []),
        ("(a NOT)", []),
        ('not b -NOT "NOT" b =NOT', []),
        ("has:nothing", [("unknown_has", "has:nothing")]),
        ("is:gone", [("unknown_is", "is:gone")]),
        ("date:(2022 OR soon)", [("no_such_date", "soon")]),
        ("source: a", [("no_value", "source:")]),
        ('source:"\u200b"', [("no_value", 'source:"\u200b"')]),
        ("id:<>", [("no_value", "id:<>")]),
        ("a" * (LONGEST + 2), [("too_long", "aa")]),
    ],
)  # fmt: skip
def test_remarks(text: str, remarks: list[tuple[str, str]]) -> None:
    assert [(remark.code, remark.excerpt) for remark in parse(text).remarks] == remarks


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("source:", "source:"),
        ('source:"\u200b"', "source:"),
        ("id:<>", "id:<>"),
        ("has:nothing", "has:nothing"),
        ("date:yesterday", "date:yesterday"),
        ('date:"next week"', "date:next week"),
        ("-foo:bar", "foo:bar"),
        ('via:"', "via:"),
    ],
)
def test_what_is_not_understood_is_words(text: str, value: str) -> None:
    ((term, wanted),) = leaves(parse(text).tree)
    assert term == Term(ANY, value)
    assert wanted != text.startswith("-")


def test_a_tree_in_japanese() -> None:
    typed = '霧 -source:=朝日 (tag:国/* OR via:"") date:2022-05 is:unread has:note headline:="a b"'
    tree = parse(typed).tree
    shown = '霧 -出典:=朝日 (タグ:国/* OR 経由:"") 日付:2022-05 状態:未読 有:メモ 標題:="a b"'
    assert to_text(tree, in_japanese=True) == shown
    assert parse(shown).tree == tree


def test_the_switch_for_whole_words() -> None:
    query = parse('IS "New York" 中国 source:IS headline:IS', whole_words=True)
    assert to_text(query.tree) == '=is ="new york" 中国 source:is headline:=is'


def test_a_text_of_any_length_is_taken() -> None:
    assert parse("あ" * 100_000).tree == word("あ" * LONGEST)
    assert parse("a " * 100_000).tree == A


@pytest.mark.parametrize(
    "text",
    [
        "(" * LONGEST,
        "(a OR b " * LONGEST,
        "-(" * LONGEST,
        ")" * LONGEST,
        ") " * LONGEST,
        '"' * LONGEST,
        'a"' * LONGEST,
        "a(" * LONGEST,
        "a(b " * LONGEST,
        "foo:" * LONGEST,
        "source:(a " * LONGEST,
        "OR " * LONGEST,
        "a OR -b " * LONGEST,
        "".join(f"{n} " for n in range(LONGEST)),
    ],
)
def test_long_and_deep_texts(text: str) -> None:
    begin = time.perf_counter()
    query = parse(text)
    assert time.perf_counter() - begin < 2  # some 40 ms; a slow machine has its time
    assert depth(query.tree) < 120
    assert len(query.remarks) <= 20
    assert hash(query.tree) == hash(parse(text).tree)
    assert repr(query.tree)


def test_brackets_that_are_too_deep_are_no_brackets() -> None:
    query = parse("(a OR (b " * 60 + "c" + "))" * 60)
    assert {remark.code for remark in query.remarks} == {"too_deep"}
    assert {term for term, _ in leaves(query.tree)} == {A, B, C}


def test_a_part_is_where_it_was_typed() -> None:
    text = "中国 -source:(時事 OR 共同)  (a OR b) 日付:2022"
    query: Query = parse(text)
    assert [text[part.start : part.end] for part in query.parts] == [
        "中国",
        "-source:(時事 OR 共同)",
        "(a OR b)",
        "日付:2022",
    ]
    (whole,) = parse("a OR b c").parts
    assert (whole.start, whole.end) == (0, 8)
