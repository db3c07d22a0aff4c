"""From typed text to a tree, in one pass, whatever was typed. Pure.

A reader goes from operand to operand; brackets are a stack of its own, so that no nesting is too
deep for it. Positions are offsets into the text, in code points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from clipdesk.core.grams import is_word
from clipdesk.core.query.days import parse_days
from clipdesk.core.query.tree import (
    DAY_FIELDS,
    EVERYTHING,
    HAS,
    ID_FIELDS,
    IS,
    NAMES,
    NONE_FIELDS,
    TEXT_FIELDS,
    Field,
    Node,
    Term,
    all_of,
    any_of,
    none_of,
)
from clipdesk.core.text import fold, printable

LONGEST: Final = 10_000
"""Characters of a typed text that are read."""
DEEPEST: Final = 50
"""Brackets within brackets that are heeded."""

OPENING: Final = "(（"
CLOSING: Final = ")）"
MINUS: Final = "-－−"
EQUALS: Final = "=＝"
_QUOTES: Final = {'"': '"＂', "＂": '"＂', "“": "”“", "”": "”“"}
"""What opens a phrase, and what then closes it."""

_NAME: Final = re.compile(r"([^\W\d]+)[:：]")
_LONGEST_NAME: Final = 20
_LONGEST_BRACKET: Final = 100  # within a word
_MOST_REMARKS: Final = 20
_BRACKETED: Final = re.compile(r"<.+>", re.DOTALL)
_EDGES: Final = re.compile(r"^[\s<>]+|[\s<>]+$")
_FIELDS: Final = {fold(name): known for known, names in NAMES.items() for name in names}
_HAS: Final = {fold(name): value for value, other in HAS.items() for name in (value, other)}
_IS: Final = {fold(name): value for value, other in IS.items() for name in (value, other)}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something typed that was not understood as it may have been meant.

    Attributes:
        code: names the text `query.remark.<code>`.
        start: where it stands in the typed text.
        end: after its last character.
        excerpt: the characters concerned.
    """

    code: str
    start: int
    end: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of the conditions that all must be met, and where it stands in the typed text."""

    node: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Query:
    """A typed text as it was understood.

    Attributes:
        text: as typed.
        tree: what it means.
        parts: the conditions that must all be met, in order; a chip each.
        remarks: in the order of the text.
    """

    text: str
    tree: Node
    parts: tuple[Part, ...]
    remarks: tuple[Remark, ...]

    def without(self, part: Part) -> str:
        """The text without one of its conditions."""
        kept = [self.text[p.start : p.end] for p in self.parts if p is not part]
        last = len(kept) - 1
        return " ".join(
            # An operator that was a word stays one in small letters, whatever it stands between now.
            _operator_in(word).lower() if 0 < at < last and _operator_in(word) else word
            for at, word in enumerate(kept)
        )


@dataclass(frozen=True, slots=True)
class Typed:
    """The operand that a text ends with, for completion.

    Attributes:
        start: where its value begins; where there is no field, where it begins itself.
        field: what is asked, ANY where no field was named.
    """

    start: int
    field: Field


def parse(text: str, *, whole_words: bool = False) -> Query:
    """Understand a typed text.

    Args:
        text: whatever was typed.
        whole_words: every word that is looked for in texts is meant as if typed with `=`.
    """
    return _Reader(text, whole_words=whole_words).read()


def ending(text: str) -> Typed:
    """What is being typed at the end of a text."""
    reader = _Reader(text, whole_words=False)
    reader.read()
    return reader.last


def _operator_in(word: str) -> str:
    """The operator, `OR` or `AND`, that a word is where it stands between two conditions."""
    said = fold(word).upper() if word.isupper() else ""
    return said if said in ("OR", "AND") else ""


@dataclass(slots=True)
class _Frame:
    """A bracket that is open, or the whole text.

    Attributes:
        start: where it was opened, its minus and its field included.
        asked: what bare words in it ask.
        parts: of each alternative, the conditions that must be met.
        said: an AND or OR that waits for what follows it.
    """

    start: int
    asked: Field = Field.ANY
    is_negated: bool = False
    parts: list[list[Part]] = field(default_factory=lambda: [[]])
    said: Remark | None = None

    def node(self) -> Node | None:
        """What it means; None for nothing."""
        alternatives = [all_of(part.node for part in parts) for parts in self.parts if parts]
        return any_of(alternatives) if alternatives else None


class _Reader:
    """Reads a text once."""

    def __init__(self, text: str, *, whole_words: bool) -> None:
        self._typed = text
        self._text = text[:LONGEST]
        self._whole = whole_words
        self._at = 0
        self._frames = [_Frame(0)]
        self._flat = 0  # open brackets that are too deep to be heeded
        self._remarks: list[Remark] = []
        self._in_phrase = False  # a phrase was not closed
        self._nowhere = Typed(len(self._text) + 1, Field.ANY)
        self.last = Typed(0, Field.ANY)

    def read(self) -> Query:
        text, end = self._text, len(self._text)
        while self._at < end:
            char = text[self._at]
            if char.isspace():
                self._at += 1
            elif char in CLOSING and (self._flat or len(self._frames) > 1):
                self._at += 1
                self._close()
            elif not self._operator():
                self._operand()
        if self._flat or len(self._frames) > 1:
            self._remark("unclosed_bracket", self._frames[-1].start, self._frames[-1].start + 1)
        self._flat = 0
        if self.last.start > end or (text[-1:].isspace() and not self._in_phrase):
            self.last = Typed(end, self._frames[-1].asked)
        while len(self._frames) > 1:
            self._close(is_typed=False)
        self._finish(self._frames[0])
        if len(self._typed) > LONGEST:
            self._remark("too_long", LONGEST, len(self._typed))
        (whole,) = self._frames
        parts = whole.parts[0]
        if len(whole.parts) > 1:
            node = whole.node()
            parts = [] if node is None else [Part(node, 0, end)]
        kept = {part.node: part for part in reversed(parts)}  # the first of those that are equal
        ordered = tuple(part for part in parts if kept[part.node] is part)
        tree = all_of(part.node for part in ordered) if ordered else EVERYTHING
        remarks = tuple(sorted(self._remarks, key=lambda remark: remark.start))
        return Query(self._typed, tree, ordered, remarks)

    # ---- brackets and operators

    def _operator(self) -> bool:
        """Take `OR` or `AND`, where one stands alone."""
        start, end = self._at, self._word_end(self._at)
        word = self._text[start:end]
        said = _operator_in(word)
        if not said:
            return False
        self._at = end
        frame = self._frames[-1]
        remark = Remark("lonely_operator", start, end, word)
        if frame.said is not None or not frame.parts[-1]:
            self._take_as_word(remark)
            return True
        frame.said = remark
        if said == "OR":
            frame.parts.append([])
        self.last = Typed(start, frame.asked)
        return True

    def _take_as_word(self, operator: Remark) -> None:
        """An operator with nothing on one side of it is a word."""
        self._remark(operator.code, operator.start, operator.end)
        frame = self._frames[-1]
        frame.said = None
        value = operator.excerpt
        term = self._field_term(frame.asked, value, whole=False, is_phrase=False)
        if term is None:  # `has:(OR`
            term = self._text_term(Field.ANY, value, whole=False)
        if term is not None:
            frame.parts[-1].append(Part(term, operator.start, operator.end))

    def _open(self, start: int, asked: Field, *, is_negated: bool) -> None:
        if len(self._frames) > DEEPEST:
            self._flat += 1
            self._remark("too_deep", start, self._at)
            return
        self._frames.append(_Frame(start, asked, is_negated))
        self.last = Typed(self._at, asked)

    def _close(self, *, is_typed: bool = True) -> None:
        if self._flat:
            self._flat -= 1
            return
        frame = self._frames[-1]
        self._finish(frame)
        self._frames.pop()
        node = frame.node()
        if node is not None:
            self._add(none_of(node) if frame.is_negated else node, frame.start)
        elif is_typed:
            self._remark("empty_brackets", frame.start, self._at)
        if is_typed:
            self.last = self._nowhere

    def _finish(self, frame: _Frame) -> None:
        """Come to the end of a bracket: an operator that still waits was none."""
        if frame.said is None:
            return
        if not frame.parts[-1]:
            frame.parts.pop()
        self._take_as_word(frame.said)

    def _add(self, node: Node, start: int) -> None:
        frame = self._frames[-1]
        frame.said = None
        frame.parts[-1].append(Part(node, start, self._at))

    # ---- operands

    def _operand(self) -> None:
        """Take one condition, or the opening of a bracket."""
        text, start = self._text, self._at
        is_negated = (
            text[start] in MINUS and self._goes_on(start + 1) and text[start + 1] not in MINUS
        )
        self._at += is_negated
        asked, name = self._frames[-1].asked, ""
        found = _NAME.match(text, self._at)
        known = None
        if found and len(found[1]) <= _LONGEST_NAME:
            known, name = _FIELDS.get(fold(found[1])), found[1]
        if known is not None and found is not None:
            asked, self._at = known, found.end()
        value_start = self._at
        if self._goes_on(self._at) and text[self._at] in OPENING:
            self._at += 1
            self._open(start, asked, is_negated=is_negated)
            return
        self.last = Typed(value_start, asked)
        has_equals = self._goes_on(self._at + 1) and text[self._at] in EQUALS
        self._at += has_equals
        is_phrase = self._goes_on(self._at) and text[self._at] in _QUOTES
        value = self._phrase() if is_phrase else self._word()
        if self._at < len(text):
            self.last = self._nowhere
        if name and known is None:
            self._remark_unknown(name, value_start)
        if value == text[start : self._at] and value.isupper() and fold(value) == "not":
            self._remark_not(start)
        term = self._field_term(asked, value, whole=has_equals, is_phrase=is_phrase)
        if term is None and asked is not Field.ANY:
            self._remark_value(asked, value, start)
            word = value if known is None else f"{name}:{value}"
            term = self._text_term(Field.ANY, word, whole=False)
        if term is not None:
            self._add(none_of(term) if is_negated else term, start)

    def _goes_on(self, at: int) -> bool:
        """Whether an operand goes on here."""
        if at >= len(self._text) or self._text[at].isspace():
            return False
        return not (self._text[at] in CLOSING and (self._flat or len(self._frames) > 1))

    def _word(self) -> str:
        """Take a word."""
        start = self._at
        self._at = max(self._word_end(start), min(start + 1, len(self._text)))
        if not self._goes_on(start):
            self._at = start
        word = self._text[start : self._at]
        depth = 0
        for at, char in enumerate(word, start):
            depth += (char in OPENING) - (char in CLOSING)
            if depth < 0:
                self._remark("unopened_bracket", at, at + 1)
                break
        return word

    def _word_end(self, start: int) -> int:
        """Where a word ends that begins here.

        A bracket in it that it does not close begins something else; so does a quote that is
        closed anywhere, while one that is not is a character of the word.
        """
        text, at = self._text, start
        while self._goes_on(at):
            if at > start and text[at] in OPENING:
                partner = self._partner(at)
                if partner is None:
                    return at
                at = partner
            elif at > start and text[at] in _QUOTES and self._closing_quote(at) < len(text):
                return at
            at += 1
        return at

    def _partner(self, start: int) -> int | None:
        """Where a bracket is closed within its word."""
        depth = 0
        for at in range(start, min(start + _LONGEST_BRACKET, len(self._text))):
            if self._text[at].isspace():
                break
            depth += (self._text[at] in OPENING) - (self._text[at] in CLOSING)
            if not depth:
                return at
        return None

    def _phrase(self) -> str:
        """Take what stands in quotes; to the end of the text where they are not closed."""
        start = self._at
        end = self._closing_quote(start)
        self._in_phrase = end == len(self._text)
        if self._in_phrase:
            self._remark("unclosed_quote", start, start + 1)
        self._at = min(end + 1, len(self._text))
        return self._text[start + 1 : end]

    def _closing_quote(self, at: int) -> int:
        closing = _QUOTES[self._text[at]]
        found = [end for quote in closing if (end := self._text.find(quote, at + 1)) >= 0]
        return min(found, default=len(self._text))

    def _field_term(self, asked: Field, value: str, *, whole: bool, is_phrase: bool) -> Term | None:
        """The term of a field; None where the value is none of it."""
        if asked in TEXT_FIELDS:
            return self._text_term(asked, value, whole=whole)
        if asked in DAY_FIELDS:
            days = parse_days(value)
            return None if days is None else Term(asked, "", days=days)
        if asked in (Field.HAS, Field.IS):
            known = (_HAS if asked is Field.HAS else _IS).get(fold(value))
            return None if known is None else Term(asked, known)
        if asked in ID_FIELDS:
            # Quotes could not be typed again.
            named = _EDGES.sub("", printable(value).translate(_NO_QUOTES))
            return Term(asked, named) if named else None
        folded = fold(value)
        if folded:
            return Term(asked, folded, whole=whole and asked is not Field.TAG)
        is_none = is_phrase and not value and asked in NONE_FIELDS and not self._in_phrase
        return Term(asked, "", whole=asked is not Field.TAG) if is_none else None

    def _text_term(self, asked: Field, value: str, *, whole: bool) -> Term | None:
        """A text to look for; None where nothing that could be seen was typed."""
        folded = fold(value)
        while asked is Field.ANY and _BRACKETED.fullmatch(folded):
            folded = folded[1:-1]  # an id with its brackets, as lists show it
        if not folded:
            return None
        is_whole = (whole or self._whole) and (is_word(folded[0]) or is_word(folded[-1]))
        return Term(asked, folded, whole=is_whole)

    # ---- remarks

    def _remark_unknown(self, name: str, start: int) -> None:
        """Remark on what looks like a field and is none; an address does not."""
        end = start + len(name) + 1
        if self._goes_on(end) and self._text[end] not in "/／:：":
            self._remark("unknown_field", start, end)

    def _remark_not(self, start: int) -> None:
        """Remark on a NOT before a condition: a minus says that."""
        following = self._at + len(self._text[self._at :]) - len(self._text[self._at :].lstrip())
        if following > self._at and self._goes_on(following):
            self._remark("not_is_minus", start, self._at)

    def _remark_value(self, known: Field, value: str, start: int) -> None:
        code = "no_value"
        if value.strip():
            code = {
                Field.DATE: "no_such_date",
                Field.REVIEW: "no_such_date",
                Field.HAS: "unknown_has",
                Field.IS: "unknown_is",
            }.get(known, "no_value")
        self._remark(code, start, self._at)

    def _remark(self, code: str, start: int, end: int) -> None:
        if len(self._remarks) < _MOST_REMARKS:
            self._remarks.append(Remark(code, start, end, self._typed[start:end]))


_NO_QUOTES: Final = {ord(quote): None for quote in '"＂'}
