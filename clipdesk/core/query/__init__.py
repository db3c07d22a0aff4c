"""What the user asks for: the typed query, and the filter that it is a part of. Pure.

The query language. Words are AND and match anywhere in a word; they are looked for in headline,
text, compiler's notes, the analyst's notes and the comments at highlights. Besides:

- `"a phrase"`, which is a word that may have spaces;
- `=IS`: only where no Latin letter or digit is joined to it;
- `-word`, `-(…)`: not that;
- `OR`, in capitals: it binds less than AND does (`a b OR c` is `(a b) OR c`); `( )`;
- `field:value`, `field:"a value"`, `field:(a OR b)`, with English or Japanese names (`tree.py`);
- a printed id, with or without its `< >`: its clipping, and those in whose text it stands.

Nothing that can be typed is an error. What is not understood is taken as words, and remarked on.

Modules: tree.py (what a query means), parsing.py, printing.py, days.py, completion.py, filters.py
(the filter and its answer), views.py (one filter in the field, in the sidebar and in chips),
advice.py (what to say of an answer), renaming.py (tags that get other names).
"""

from clipdesk.core.query.advice import Advice, advice
from clipdesk.core.query.completion import Candidate, complete
from clipdesk.core.query.days import days_text, parse_days
from clipdesk.core.query.filters import (
    READING_STATES,
    Facet,
    Filter,
    Found,
    Pair,
    Sort,
    Span,
    month_index,
)
from clipdesk.core.query.parsing import LONGEST, Part, Query, Remark, parse
from clipdesk.core.query.printing import quoted, to_text
from clipdesk.core.query.renaming import names_tag, renamed_filter, renamed_query
from clipdesk.core.query.tree import (
    EVERYTHING,
    HAS,
    IS,
    NAMES,
    TEXT_FIELDS,
    All,
    Either,
    Field,
    Node,
    Not,
    Term,
    leaves,
)
from clipdesk.core.query.views import lifted, with_headline, written

__all__ = [
    "EVERYTHING",
    "HAS",
    "IS",
    "LONGEST",
    "NAMES",
    "READING_STATES",
    "TEXT_FIELDS",
    "Advice",
    "All",
    "Candidate",
    "Either",
    "Facet",
    "Field",
    "Filter",
    "Found",
    "Node",
    "Not",
    "Pair",
    "Part",
    "Query",
    "Remark",
    "Sort",
    "Span",
    "Term",
    "advice",
    "complete",
    "days_text",
    "leaves",
    "lifted",
    "month_index",
    "names_tag",
    "parse",
    "parse_days",
    "quoted",
    "renamed_filter",
    "renamed_query",
    "to_text",
    "with_headline",
    "written",
]
