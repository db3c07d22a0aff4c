"""What the columns of a table are: guessed by their names and contents, corrected by the analyst.

A `Mapping` is remembered under `key(header)`, so that the next table of the same columns needs no
question. Pure; any thread.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol, Self

from clipdesk.core.text import fold
from clipdesk.importing.days import day_comes_first, read_day
from clipdesk.importing.ids import is_regular


class Column(StrEnum):
    """What a column holds."""

    DATE = "date"
    YEAR = "year"  # of a date in three columns
    MONTH = "month"
    DAY = "day"
    TIME = "time"
    SOURCE = "source"
    VIA = "via"
    HEADLINE = "headline"
    TEXT = "text"
    NOTE = "note"  # the compiler's
    MEMO = "memo"  # the analyst's own note
    ID = "id"
    TAGS = "tags"
    URL = "url"
    DETAIL = "detail"  # author, page, edition: said above the text with the column's name


REPEATED: Final = frozenset(
    {Column.TEXT, Column.NOTE, Column.MEMO, Column.ID, Column.TAGS, Column.URL, Column.DETAIL}
)
"""What several columns of a table may hold; of anything else there is one."""

_NAMES: Final = {
    Column.DATE: "日付 年月日 掲載日 掲載年月日 掲載日付 掲載日時 発行日 発行年月日 発行日付 発行日時"
    " 配信日 配信日時 配信年月日 公開日 公開日時 公開年月日 報道日 報道年月日 新聞日付 記事日付 放送日"
    " 放送日時 発表日 出版日 刊行日 日時 月日 掲載 date datetime published publicationdate"
    " datepublished publisheddate publishedat publishedon pubdate issued issuedate dateissued"
    " articledate publishdate publicationdatetime releasedate broadcastdate timestamp",
    Column.YEAR: "年 西暦 掲載年 発行年 year publicationyear",
    Column.MONTH: "月 掲載月 発行月 month",
    Column.DAY: "日 day",
    Column.TIME: "時刻 時間 掲載時刻 配信時刻 発行時刻 公開時刻 放送時刻 time clock publicationtime",
    Column.SOURCE: "出典 媒体 媒体名 新聞名 紙名 新聞 新聞社 掲載紙 掲載誌 掲載紙誌 紙誌名 掲載媒体"
    " メディア メディア名 情報源 情報元 ソース 配信元 提供元 発信元 通信社 誌名 雑誌名 収録誌 収録刊行物"
    " 出所 発行元 発行所 発行者 出版社 source sourcename newssource sourcetitle newspaper"
    " publicationtitle publication publicationname containertitle journal journaltitle magazine"
    " periodical media medium outlet mediaoutlet newsoutlet agency publisher",
    Column.VIA: "経路 経由 入手経路 入手元 取得元 取得先 ルート 掲載サイト サイト名 データベース"
    " データベース名 via route provider database databasename librarycatalog retrievedfrom",
    Column.HEADLINE: "見出し 標題 表題 題名 件名 タイトル 記事見出し 記事名 記事タイトル 記事標題 主見出し"
    " 大見出し 題 論題 題目 headline title articletitle documenttitle heading headlines",
    Column.TEXT: "本文 要旨 記事本文 記事 内容 全文 抄録 概要 要約 記事内容 テキスト リード 本文テキスト"
    " text fulltext body bodytext articletext article content contents maintext abstract"
    " abstractnote summary description lead excerpt",
    Column.NOTE: "註 注 編者註 編者注 註記 注記 注釈 註釈 補足 解説 備考 note notes compilernote"
    " compilersnote compilernotes editornote editorsnote remark remarks",
    Column.MEMO: "メモ 私のメモ 自分のメモ 個人メモ コメント 所感 感想 所見 memo mynote mynotes comment"
    " comments annotation annotations",
    Column.ID: "記事番号 番号 記事id id 識別子 識別番号 整理番号 管理番号 文書番号 受入番号 printedid"
    " articleid recordid documentid docid accessionnumber accessionno accession an doi identifier",
    Column.TAGS: "タグ 分類 カテゴリ カテゴリー キーワード 検索語 件名標目 主題 テーマ ジャンル ラベル tags"
    " tag manualtags automatictags keywords keyword category categories topics topic labels label"
    " subjects subject",
    Column.URL: "url 記事url 掲載url リンク リンク先 アドレス webアドレス uri link href weblink permalink"
    " sourceurl articleurl",
    Column.DETAIL: "面 掲載面 面名 頁 ページ 掲載頁 掲載ページ 朝夕刊 朝刊夕刊 朝夕 版 版名 欄 コーナー"
    " 副見出し サブタイトル 執筆者 著者 著者名 記者 記者名 筆者 署名 page pages pagenumber startpage"
    " edition section author authors byline subtitle subheadline",
}
_RANKS: Final = {
    name: (column, rank)
    for column, names in _NAMES.items()
    for rank, name in enumerate(names.split())
}
_PARTS: Final = (Column.YEAR, Column.MONTH, Column.DAY)
_CONTAINED: Final = (
    (
        Column.DATE,
        ("掲載日", "発行日", "配信日", "年月日", "日付", "publicationdate", "datepublished"),
    ),
    (Column.HEADLINE, ("見出し", "標題", "タイトル", "headline", "title")),
    (Column.SOURCE, ("媒体", "出典", "新聞名", "掲載紙", "newspaper", "source")),
    (Column.TEXT, ("本文", "要旨", "fulltext", "abstract")),
)
"""Words in longer names, for what no column's whole name says."""
_OTHERS: Final = re.compile(
    "更新|登録|作成|取得|入力|閲覧|アクセス|added|modified|updated|accessed|access|created|retrieved"
    "|url|字数|文字数|count|コード|code"
)
_IGNORED: Final = re.compile(r"[\s_\-:.・/()\[\]{}<>【】「」『』〔〕*#'\"]+")
_LONGEST_NAME: Final = 60
_MOST: Final = 0.8
"""Share of a column's cells that must be of a kind for the column to be of it."""
_LONG: Final = 60
_BRIEF: Final = 30
"""Characters: a text's mean length is above the one, a source's below the other."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What each column of a table is.

    Attributes:
        columns: from the left; None for one that is kept only in the clipping's printed form.
        day_first: how to read 05/12/2023, as in `days.read_day`.
    """

    columns: tuple[Column | None, ...]
    day_first: bool | None = None

    @property
    def dated(self) -> bool:
        """Whether the table can be read at all: a clipping has a month at least."""
        return Column.DATE in self.columns or {Column.YEAR, Column.MONTH} <= set(self.columns)

    def places(self, column: Column) -> list[int]:
        """The indices of the columns that hold something, from the left."""
        return [index for index, one in enumerate(self.columns) if one is column]

    def to_dict(self) -> dict[str, Any]:
        """For the settings: TOML has no null, so a column that is nothing is ""."""
        told: dict[str, Any] = {"columns": [one.value if one else "" for one in self.columns]}
        return told if self.day_first is None else told | {"day_first": self.day_first}

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Read back what `to_dict` wrote; kinds of columns that are not known here become None.

        Raises:
            ValueError: for anything that it never wrote.
        """
        if not isinstance(data, dict) or not isinstance(data.get("columns"), list):
            raise ValueError("not a mapping")  # noqa: TRY004 - whatever is wrong with it
        day_first = data.get("day_first")
        if day_first is not None and not isinstance(day_first, bool):
            raise ValueError("not a mapping")
        known = {one.value: one for one in Column}
        columns = [known.get(one) if isinstance(one, str) else None for one in data["columns"]]
        return cls(tuple(columns), day_first)


class Headed(Protocol):
    """A table as far as it must be known to recall what its columns are."""

    @property
    def header(self) -> Sequence[str]:
        """The names of its columns."""

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """Some of its rows."""


def key(header: Sequence[str]) -> str:
    """The name under which a header's mapping is remembered; width, case and spaces do not count."""
    names = "\n".join(map(_bare, header))
    return "columns-" + hashlib.sha256(names.encode("utf-8", "replace")).hexdigest()[:16]


def recall(remembered: Any) -> Callable[[Headed], Mapping | None]:
    """What a table's columns were said to be, by its header; None where nothing was said.

    Which comes first, the day or the month, is as the table's own dates tell, where they do.

    Args:
        remembered: the settings' `columns`: `Mapping.to_dict` by `key`. What is damaged counts as
            not said.
    """

    def recalled(table: Headed) -> Mapping | None:
        try:
            found = Mapping.from_dict(remembered.get(key(table.header)))
        except (ValueError, AttributeError):
            return None
        if len(found.columns) != len(table.header) or not found.dated:
            return None
        if not _fits(found, table.rows):
            return None  # another table with such names (`a,b,c`), or with none at all
        return said(found.columns, table.rows, day_first=found.day_first)

    return recalled


def guess(header: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> Mapping:
    """What the columns of a table are.

    Args:
        header: their names; empty ones where the table has none.
        rows: some of the table's: they decide where names do not.
    """
    found: list[Column | None] = [None] * len(header)
    ranked = [_RANKS.get(_bare(name)) for name in header]
    for column in Column:
        at = [(rank[1], i) for i, rank in enumerate(ranked) if rank and rank[0] is column]
        for _, index in at if column in REPEATED else sorted(at)[:1]:
            found[index] = column
    for column, words in _CONTAINED:
        if column not in found and not (column is Column.DATE and Column.MONTH in found):
            named = _containing(header, found, words)
            if named is not None:
                found[named] = column
    cells = [[row[i].strip() for row in rows if i < len(row)] for i in range(len(header))]
    cells = [[cell for cell in column if cell] for column in cells]
    _by_contents(found, cells)
    if Column.DATE in found or not {Column.YEAR, Column.MONTH} <= set(found):
        found = [None if one in _PARTS else one for one in found]
    dates = cells[found.index(Column.DATE)] if Column.DATE in found else []
    return Mapping(tuple(found), day_comes_first(dates))


def said(
    columns: Sequence[Column | None],
    rows: Sequence[Sequence[str]],
    *,
    day_first: bool | None = None,
) -> Mapping:
    """What somebody says that the columns are.

    Args:
        columns: from the left.
        rows: some of the table's: where their dates leave no choice they tell which comes first,
            the day or the month.
        day_first: what holds where they leave one.
    """
    told = day_comes_first(_dates(columns, rows))
    return Mapping(tuple(columns), day_first if told is None else told)


def needs_order(columns: Sequence[Column | None], rows: Sequence[Sequence[str]]) -> bool:
    """Whether dates can be read in two ways, and none of the others tells in which."""
    dates = _dates(columns, rows)
    return day_comes_first(dates) is None and any(
        read_day(date, day_first=True) != read_day(date, day_first=False) for date in dates
    )


def _fits(mapping: Mapping, rows: Sequence[Sequence[str]]) -> bool:
    """Whether any date stands where a mapping has one."""
    dates = _dates(mapping.columns, rows)
    return Column.DATE not in mapping.columns or any(map(_is_date, dates))


def _dates(columns: Sequence[Column | None], rows: Sequence[Sequence[str]]) -> list[str]:
    places = [index for index, one in enumerate(columns) if one is Column.DATE]
    return [row[at].strip() for at in places for row in rows if at < len(row) and row[at].strip()]


def known_names(header: Sequence[str]) -> int:
    """How many different things the names of a header tell: what a header is known by."""
    ranked = (_RANKS.get(_bare(name)) for name in header)
    return len({rank[0] for rank in ranked if rank is not None})


def _bare(name: str) -> str:
    """A column's name as it is compared."""
    return _IGNORED.sub("", fold(name[:_LONGEST_NAME]))


def _containing(
    header: Sequence[str], found: Sequence[Column | None], words: Sequence[str]
) -> int | None:
    """The first column, of those that nothing else was found for, whose name holds a word."""
    for word in words:
        for index, name in enumerate(header):
            bare = _bare(name)
            if found[index] is None and word in bare and not _OTHERS.search(bare):
                return index
    return None


def _by_contents(found: list[Column | None], cells: Sequence[Sequence[str]]) -> None:
    """Find what names did not tell by what stands in the columns."""
    free = [index for index, one in enumerate(found) if one is None and cells[index]]
    if Column.DATE not in found and Column.MONTH not in found:
        _take(found, free, cells, Column.DATE, _is_date)
    if Column.ID not in found:
        _take(found, free, cells, Column.ID, _is_id)
    if Column.URL not in found:
        _take(found, free, cells, Column.URL, _is_address)
    if not {Column.HEADLINE, Column.TEXT, Column.SOURCE}.isdisjoint(found):
        return
    means = {i: sum(map(len, cells[i])) / len(cells[i]) for i in free}
    worded = [i for i in free if not all(map(str.isnumeric, cells[i]))]
    worded.sort(key=lambda index: -means[index])
    # Headlines end in no full stop.
    told = [i for i in worded if sum(c.endswith(_STOPS) for c in cells[i]) >= _MOST * len(cells[i])]
    if len(worded) > 1 and (told or means[worded[0]] >= _LONG):
        text = next(iter(told), worded[0])
        found[text] = Column.TEXT
        worded.remove(text)
    if worded:
        found[worded.pop(0)] = Column.HEADLINE
    brief = [index for index in worded if means[index] <= _BRIEF]
    if brief:  # a source comes again and again
        found[min(brief, key=lambda i: len(set(cells[i])) / len(cells[i]))] = Column.SOURCE


_STOPS: Final = ("。", "．", ".", "。」")


def _take(
    found: list[Column | None],
    free: list[int],
    cells: Sequence[Sequence[str]],
    column: Column,
    test: Any,
) -> None:
    for index in free:
        if sum(map(test, cells[index])) >= _MOST * len(cells[index]):
            found[index] = column
            free.remove(index)
            return


def _is_date(cell: str) -> bool:
    day = read_day(cell, day_first=True)
    return day is not None and day.month is not None


def _is_id(cell: str) -> bool:
    return is_regular(cell.strip("<>＜＞"))


def _is_address(cell: str) -> bool:
    return cell.startswith(("http://", "https://"))
