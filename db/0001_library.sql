-- The library. Two sides that never write each other's tables:
--   the archive's side is replaced by import, never by the user;
--   the analyst's side is never touched by an import.
-- Days are counted as Python's date.toordinal(); times are Japan's, as printed.
-- Stamps (..._at) are UTC, ISO 8601 to the second.

-- ------------------------------------------------------------------ the archive's side

CREATE TABLE collection (
  id    INTEGER PRIMARY KEY,
  title TEXT NOT NULL UNIQUE            -- the page's title: its topic
) STRICT;

CREATE TABLE source (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE             -- as meant
) STRICT;

CREATE TABLE import_run (
  id          INTEGER PRIMARY KEY,
  started_at  TEXT NOT NULL,
  file_name   TEXT NOT NULL,            -- without its folder
  file_sha256 TEXT NOT NULL,
  collection_id INTEGER NOT NULL REFERENCES collection(id),
  added       INTEGER NOT NULL,
  changed     INTEGER NOT NULL,
  unchanged   INTEGER NOT NULL
) STRICT;

CREATE TABLE import_problem (
  id      INTEGER PRIMARY KEY,
  run_id  INTEGER NOT NULL REFERENCES import_run(id) ON DELETE CASCADE,
  line    INTEGER NOT NULL,             -- 1-based, in the page
  code    TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  details TEXT NOT NULL                 -- JSON object: what the message fills in
) STRICT;
CREATE INDEX import_problem_run ON import_problem(run_id);

CREATE TABLE clipping (
  id             INTEGER PRIMARY KEY,
  uid            TEXT NOT NULL UNIQUE,  -- the identity, see core/model.py
  printed_id     TEXT,                  -- as printed, even truncated
  published      TEXT NOT NULL,         -- 2023-12-05T20:48, 2022-02-05 or 2020-01; sorts as it reads
  precision      TEXT NOT NULL CHECK (precision IN ('minute', 'day', 'month')),
  first_day      INTEGER NOT NULL,
  last_day       INTEGER NOT NULL CHECK (last_day >= first_day),
  date_printed   TEXT NOT NULL,
  source_id      INTEGER NOT NULL REFERENCES source(id),
  source_printed TEXT NOT NULL,
  via            TEXT,
  headline       TEXT NOT NULL,
  printed        TEXT NOT NULL,         -- the block, verbatim
  fingerprint    TEXT NOT NULL,
  run_id         INTEGER NOT NULL REFERENCES import_run(id)  -- the import that last wrote it
) STRICT;
-- the timeline: newest first
CREATE INDEX clipping_published ON clipping(published DESC, uid DESC);
CREATE INDEX clipping_source ON clipping(source_id);
-- citations resolve by the printed id
CREATE INDEX clipping_printed_id ON clipping(printed_id);

CREATE TABLE collection_clipping (
  collection_id INTEGER NOT NULL REFERENCES collection(id),
  clipping_id   INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  position      INTEGER NOT NULL,       -- on the page, from the top
  PRIMARY KEY (collection_id, clipping_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX collection_clipping_clipping ON collection_clipping(clipping_id);

CREATE TABLE passage (
  clipping_id INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  kind        TEXT NOT NULL
              CHECK (kind IN ('text', 'heading', 'bullet', 'descriptor', 'place', 'related')),
  voice       TEXT NOT NULL CHECK (voice IN ('article', 'compiler')),
  block       INTEGER,                  -- which 【註】 block, NULL in the article's voice
  line        INTEGER NOT NULL,
  printed     TEXT NOT NULL,
  text        TEXT NOT NULL,            -- readable
  marks       TEXT NOT NULL DEFAULT '[]',  -- JSON: [start, end, kind, target] in code points of text
  PRIMARY KEY (clipping_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE citation (
  clipping_id INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  passage     INTEGER NOT NULL,         -- position of the passage that holds it
  printed_id  TEXT NOT NULL,
  hint        TEXT NOT NULL,
  target_id   INTEGER REFERENCES clipping(id) ON DELETE SET NULL,  -- NULL: dangling
  PRIMARY KEY (clipping_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX citation_target ON citation(target_id);
CREATE INDEX citation_dangling ON citation(printed_id) WHERE target_id IS NULL;

CREATE TABLE clipping_revision (        -- what a clipping was before an import changed it
  id          INTEGER PRIMARY KEY,
  clipping_id INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  run_id      INTEGER NOT NULL REFERENCES import_run(id),     -- the import that replaced it
  published   TEXT NOT NULL,
  headline    TEXT NOT NULL,
  printed     TEXT NOT NULL,
  fingerprint TEXT NOT NULL
) STRICT;
CREATE INDEX clipping_revision_clipping ON clipping_revision(clipping_id);

-- ------------------------------------------------------------------ the analyst's side

CREATE TABLE tag (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE             -- a path: 国/カザフスタン
) STRICT;

CREATE TABLE clipping_tag (
  clipping_id INTEGER NOT NULL REFERENCES clipping(id),   -- no cascade: annotations hold a clipping
  tag_id      INTEGER NOT NULL REFERENCES tag(id),
  added_at    TEXT NOT NULL,
  PRIMARY KEY (clipping_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX clipping_tag_tag ON clipping_tag(tag_id);

CREATE TABLE note (
  clipping_id INTEGER PRIMARY KEY REFERENCES clipping(id),
  body        TEXT NOT NULL CHECK (body <> ''),           -- Markdown
  changed_at  TEXT NOT NULL
) STRICT;

CREATE TABLE reading (
  clipping_id INTEGER PRIMARY KEY REFERENCES clipping(id),
  read_at     TEXT,
  starred     INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1))
) STRICT;

-- ------------------------------------------------------------------ derived, disposable

CREATE TABLE search_text (              -- folded (core/text.py) for substring search
  clipping_id INTEGER PRIMARY KEY REFERENCES clipping(id) ON DELETE CASCADE,
  headline    TEXT NOT NULL,
  body        TEXT NOT NULL,            -- the article's voice
  compiler    TEXT NOT NULL,            -- the 【註】 blocks
  apparatus   TEXT NOT NULL             -- id, source as meant and as printed, route, citations
) STRICT;

CREATE TABLE note_search_text (
  clipping_id INTEGER PRIMARY KEY REFERENCES clipping(id) ON DELETE CASCADE,
  body        TEXT NOT NULL
) STRICT;
