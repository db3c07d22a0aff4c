-- What the migrations in this folder add up to, to read. Generated, never run. Write it anew with:
--   CLIPDESK_WRITE_SCHEMA=1 .venv/bin/python -m pytest tests/store -k schema_sql

CREATE TABLE citation (
  clipping_id INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  passage     INTEGER NOT NULL,         -- position of the passage that holds it
  printed_id  TEXT NOT NULL,
  hint        TEXT NOT NULL,
  target_id   INTEGER REFERENCES clipping(id) ON DELETE SET NULL,  -- NULL: dangling
  PRIMARY KEY (clipping_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX citation_dangling ON citation(printed_id) WHERE target_id IS NULL;

CREATE INDEX citation_printed_id ON citation(printed_id);

CREATE INDEX citation_target ON citation(target_id);

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
, reading TEXT NOT NULL DEFAULT '', split TEXT NOT NULL DEFAULT 'sure'
  CHECK (split IN ('sure', 'guessed', 'unknown'))) STRICT;

CREATE INDEX clipping_printed_id ON clipping(printed_id);

CREATE INDEX clipping_published ON clipping(published DESC, uid DESC);

CREATE INDEX clipping_run ON clipping(run_id);

CREATE INDEX clipping_source ON clipping(source_id);

CREATE INDEX clipping_source_printed ON clipping(source_printed, source_id);

CREATE INDEX clipping_split ON clipping(split) WHERE split <> 'sure';

CREATE INDEX clipping_via ON clipping(via) WHERE via IS NOT NULL;

CREATE TRIGGER layer_clipping_changed
AFTER UPDATE OF uid, printed_id, published, source_id, source_printed, headline, fingerprint
ON clipping
WHEN (OLD.uid <> NEW.uid OR OLD.printed_id IS NOT NEW.printed_id OR OLD.published <> NEW.published
      OR OLD.source_id <> NEW.source_id OR OLD.source_printed <> NEW.source_printed
      OR OLD.headline <> NEW.headline OR OLD.fingerprint <> NEW.fingerprint)
  AND (EXISTS (SELECT 1 FROM clipping_tag WHERE clipping_id = NEW.id)
       OR EXISTS (SELECT 1 FROM note WHERE clipping_id = NEW.id)
       OR EXISTS (SELECT 1 FROM reading WHERE clipping_id = NEW.id)
       OR EXISTS (SELECT 1 FROM highlight WHERE clipping_id = NEW.id)
       OR EXISTS (SELECT 1 FROM note_revision WHERE clipping_id = NEW.id))
BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('clipping', OLD.uid), ('clipping', NEW.uid);
  INSERT INTO layer_change (kind, key, part) SELECT 'version', OLD.uid, changed_at
  FROM note_revision WHERE clipping_id = NEW.id AND OLD.uid <> NEW.uid;
  INSERT INTO layer_change (kind, key, part) SELECT 'version', NEW.uid, changed_at
  FROM note_revision WHERE clipping_id = NEW.id AND OLD.uid <> NEW.uid;
END;

CREATE TABLE clipping_revision (        -- what a clipping was before an import changed it
  id          INTEGER PRIMARY KEY,
  clipping_id INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  run_id      INTEGER NOT NULL REFERENCES import_run(id),     -- the import that replaced it
  published   TEXT NOT NULL,
  headline    TEXT NOT NULL,
  printed     TEXT NOT NULL,
  fingerprint TEXT NOT NULL
, snapshot TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL DEFAULT 'page'
  CHECK (kind IN ('page', 'reading'))) STRICT;

CREATE INDEX clipping_revision_clipping ON clipping_revision(clipping_id);

CREATE INDEX clipping_revision_run ON clipping_revision(run_id);

CREATE TABLE clipping_tag (
  clipping_id INTEGER NOT NULL REFERENCES clipping(id),   -- no cascade: annotations hold a clipping
  tag_id      INTEGER NOT NULL REFERENCES tag(id),
  added_at    TEXT NOT NULL,
  PRIMARY KEY (clipping_id, tag_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX clipping_tag_added ON clipping_tag(tag_id, added_at);

CREATE INDEX clipping_tag_tag ON clipping_tag(tag_id);

CREATE TRIGGER layer_tagging_added AFTER INSERT ON clipping_tag BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = NEW.clipping_id;
END;

CREATE TRIGGER layer_tagging_changed AFTER UPDATE ON clipping_tag BEGIN
  INSERT INTO layer_change (kind, key)
  SELECT 'clipping', uid FROM clipping WHERE id IN (OLD.clipping_id, NEW.clipping_id);
END;

CREATE TRIGGER layer_tagging_removed AFTER DELETE ON clipping_tag BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = OLD.clipping_id;
END;

CREATE TABLE collection (
  id    INTEGER PRIMARY KEY,
  title TEXT NOT NULL UNIQUE            -- the page's title: its topic
) STRICT;

CREATE TABLE collection_clipping (
  collection_id INTEGER NOT NULL REFERENCES collection(id),
  clipping_id   INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  position      INTEGER NOT NULL, gone_run_id INTEGER REFERENCES import_run(id),       -- on the page, from the top
  PRIMARY KEY (collection_id, clipping_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX collection_clipping_clipping ON collection_clipping(clipping_id);

CREATE TABLE colour_meaning (           -- what the analyst lets the colours of highlights mean
  colour  TEXT PRIMARY KEY,
  meaning TEXT NOT NULL CHECK (meaning <> '')
) STRICT, WITHOUT ROWID;

CREATE TRIGGER layer_colour_added AFTER INSERT ON colour_meaning BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('colour', NEW.colour);
END;

CREATE TRIGGER layer_colour_changed AFTER UPDATE ON colour_meaning BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('colour', OLD.colour), ('colour', NEW.colour);
END;

CREATE TRIGGER layer_colour_removed AFTER DELETE ON colour_meaning BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('colour', OLD.colour);
END;

CREATE TABLE former_uid (               -- what a clipping was called before the page changed its id
  uid         TEXT NOT NULL,
  clipping_id INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  run_id      INTEGER NOT NULL REFERENCES import_run(id),
  PRIMARY KEY (uid, clipping_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX former_uid_clipping ON former_uid(clipping_id);

CREATE TABLE highlight (
  id          INTEGER PRIMARY KEY,
  clipping_id INTEGER NOT NULL REFERENCES clipping(id),
  quote       TEXT NOT NULL CHECK (quote <> ''),
  prefix      TEXT NOT NULL,            -- what stood before it, up to 40 code points
  suffix      TEXT NOT NULL,            -- what stood after it
  start       INTEGER NOT NULL,         -- where it was made: code points of the clipping's text
  colour      TEXT NOT NULL,            -- a name: yellow, green, blue, red, violet
  comment     TEXT NOT NULL DEFAULT '',
  added_at    TEXT NOT NULL,
  changed_at  TEXT NOT NULL
) STRICT;

CREATE INDEX highlight_clipping ON highlight(clipping_id);

CREATE TRIGGER layer_highlight_added AFTER INSERT ON highlight BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = NEW.clipping_id;
END;

CREATE TRIGGER layer_highlight_changed AFTER UPDATE ON highlight BEGIN
  INSERT INTO layer_change (kind, key)
  SELECT 'clipping', uid FROM clipping WHERE id IN (OLD.clipping_id, NEW.clipping_id);
END;

CREATE TRIGGER layer_highlight_removed AFTER DELETE ON highlight BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = OLD.clipping_id;
END;

CREATE TABLE highlight_place (          -- where highlights stand now; one without a row fits nowhere
  highlight_id INTEGER PRIMARY KEY REFERENCES highlight(id) ON DELETE CASCADE,
  start_at     INTEGER NOT NULL,        -- code points of the clipping's text (core/anchors.py)
  end_at       INTEGER NOT NULL CHECK (end_at > start_at)
) STRICT;

CREATE TABLE identity (                 -- a mirror tells by it whose it is
  id  INTEGER PRIMARY KEY CHECK (id = 1),
  uid TEXT NOT NULL                     -- random; a copy of the library has the same
) STRICT;

CREATE TABLE import_layer (             -- annotations that came with an import (JSON Lines)
  run_id      INTEGER NOT NULL REFERENCES import_run(id) ON DELETE CASCADE,
  clipping_id INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  brought     TEXT NOT NULL,            -- JSON: what the import added; taken back with it
  PRIMARY KEY (run_id, clipping_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_layer_clipping ON import_layer(clipping_id);

CREATE TABLE import_place (             -- where clippings stood on the page before an import
  run_id        INTEGER NOT NULL REFERENCES import_run(id) ON DELETE CASCADE,
  collection_id INTEGER NOT NULL REFERENCES collection(id) ON DELETE CASCADE,
  clipping_id   INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  position      INTEGER,                -- NULL: nowhere
  gone_run_id   INTEGER,
  PRIMARY KEY (run_id, collection_id, clipping_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_place_clipping ON import_place(clipping_id);

CREATE TABLE import_problem (
  id      INTEGER PRIMARY KEY,
  run_id  INTEGER NOT NULL REFERENCES import_run(id) ON DELETE CASCADE,
  line    INTEGER NOT NULL,             -- 1-based, in the page
  code    TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  details TEXT NOT NULL                 -- JSON object: what the message fills in
) STRICT;

CREATE INDEX import_problem_run ON import_problem(run_id);

CREATE TABLE import_run (
  id          INTEGER PRIMARY KEY,
  started_at  TEXT NOT NULL,
  file_name   TEXT NOT NULL,            -- without its folder
  file_sha256 TEXT NOT NULL,
  collection_id INTEGER NOT NULL REFERENCES collection(id),
  added       INTEGER NOT NULL,
  changed     INTEGER NOT NULL,
  unchanged   INTEGER NOT NULL
, state TEXT NOT NULL DEFAULT 'done'
  CHECK (state IN ('running', 'done')), reread INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0, last_source_id INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE index_state (              -- one row for each table of texts
  id       INTEGER PRIMARY KEY,         -- 1: search_text, 2: note_search_text
  folded   INTEGER NOT NULL,            -- the version of the folding of all its texts
  folding  INTEGER NOT NULL,            -- the same, of the texts in the index
  terms    INTEGER NOT NULL,            -- the version of the index's terms (core/grams.py); 0: no index
  up_to    INTEGER,                     -- it is being made: ids up to this are in it; NULL: all
  size     INTEGER NOT NULL,            -- how many texts are in it
  -- Every text that comes or goes is counted here, and taken off when the index has been told:
  due      INTEGER NOT NULL,
  due_ids  INTEGER NOT NULL             -- the sum of their ids
) STRICT;

CREATE TABLE journal (                  -- free notes, of no clipping
  id         INTEGER PRIMARY KEY,
  uid        TEXT NOT NULL UNIQUE,      -- random: the mirror and other libraries know it by that
  body       TEXT NOT NULL,             -- Markdown; its first line is its title
  added_at   TEXT NOT NULL,
  changed_at TEXT NOT NULL
) STRICT;

CREATE INDEX journal_changed ON journal(changed_at DESC);

CREATE TRIGGER layer_journal_added AFTER INSERT ON journal BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('journal', NEW.uid);
END;

CREATE TRIGGER layer_journal_changed AFTER UPDATE ON journal BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('journal', OLD.uid), ('journal', NEW.uid);
END;

CREATE TRIGGER layer_journal_removed BEFORE DELETE ON journal BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('journal', OLD.uid);
  INSERT INTO layer_change (kind, key, part)
  SELECT 'journal_version', OLD.uid, changed_at FROM journal_revision WHERE journal_id = OLD.id;
END;

CREATE TABLE journal_revision (         -- what a free note said before
  id         INTEGER PRIMARY KEY,
  journal_id INTEGER NOT NULL REFERENCES journal(id) ON DELETE CASCADE,
  body       TEXT NOT NULL,
  changed_at TEXT NOT NULL
) STRICT;

CREATE INDEX journal_revision_journal ON journal_revision(journal_id, changed_at);

CREATE TRIGGER layer_journal_version_added AFTER INSERT ON journal_revision BEGIN
  INSERT INTO layer_change (kind, key, part)
  SELECT 'journal_version', uid, NEW.changed_at FROM journal WHERE id = NEW.journal_id;
END;

CREATE TRIGGER layer_journal_version_changed AFTER UPDATE ON journal_revision BEGIN
  INSERT INTO layer_change (kind, key, part)
  SELECT 'journal_version', uid, OLD.changed_at FROM journal WHERE id = OLD.journal_id;
  INSERT INTO layer_change (kind, key, part)
  SELECT 'journal_version', uid, NEW.changed_at FROM journal WHERE id = NEW.journal_id;
END;

CREATE TRIGGER layer_journal_version_removed BEFORE DELETE ON journal_revision BEGIN
  INSERT INTO layer_change (kind, key, part)
  SELECT 'journal_version', uid, OLD.changed_at FROM journal WHERE id = OLD.journal_id;
END;

CREATE TABLE layer_change (             -- what of the analyst's side is another since
  seq  INTEGER PRIMARY KEY,             -- the mirror says up to where it has them
  kind TEXT NOT NULL,                   -- of a line in the mirror, see core/annotation_lines.py
  key  TEXT NOT NULL,                   -- which one: a clipping's uid, a tag's name ...
  part TEXT NOT NULL DEFAULT ''         -- the stamp of a version
) STRICT;

CREATE TABLE note (
  clipping_id INTEGER PRIMARY KEY REFERENCES clipping(id),
  body        TEXT NOT NULL CHECK (body <> ''),           -- Markdown
  changed_at  TEXT NOT NULL
) STRICT;

CREATE TRIGGER layer_note_added AFTER INSERT ON note BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = NEW.clipping_id;
END;

CREATE TRIGGER layer_note_changed AFTER UPDATE ON note BEGIN
  INSERT INTO layer_change (kind, key)
  SELECT 'clipping', uid FROM clipping WHERE id IN (OLD.clipping_id, NEW.clipping_id);
END;

CREATE TRIGGER layer_note_removed AFTER DELETE ON note BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = OLD.clipping_id;
END;

CREATE TABLE note_link (                -- what notes point to: [[2107-051202]], <2107-051202>
  clipping_id INTEGER REFERENCES clipping(id),                       -- the note's, or
  journal_id  INTEGER REFERENCES journal(id) ON DELETE CASCADE,      -- the free note
  printed_id  TEXT NOT NULL,            -- as written
  CHECK ((clipping_id IS NULL) <> (journal_id IS NULL))
) STRICT;

CREATE INDEX note_link_clipping ON note_link(clipping_id) WHERE clipping_id IS NOT NULL;

CREATE INDEX note_link_journal ON note_link(journal_id) WHERE journal_id IS NOT NULL;

CREATE INDEX note_link_target ON note_link(printed_id);

CREATE TABLE note_revision (            -- what a note said before
  id          INTEGER PRIMARY KEY,
  clipping_id INTEGER NOT NULL REFERENCES clipping(id),
  body        TEXT NOT NULL,
  changed_at  TEXT NOT NULL             -- when it came to say that
) STRICT;

CREATE INDEX note_revision_clipping ON note_revision(clipping_id, changed_at);

CREATE TRIGGER layer_version_added AFTER INSERT ON note_revision BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = NEW.clipping_id;
  INSERT INTO layer_change (kind, key, part)
  SELECT 'version', uid, NEW.changed_at FROM clipping WHERE id = NEW.clipping_id;
END;

CREATE TRIGGER layer_version_changed AFTER UPDATE ON note_revision BEGIN
  INSERT INTO layer_change (kind, key)
  SELECT 'clipping', uid FROM clipping WHERE id IN (OLD.clipping_id, NEW.clipping_id);
  INSERT INTO layer_change (kind, key, part)
  SELECT 'version', uid, OLD.changed_at FROM clipping WHERE id = OLD.clipping_id;
  INSERT INTO layer_change (kind, key, part)
  SELECT 'version', uid, NEW.changed_at FROM clipping WHERE id = NEW.clipping_id;
END;

CREATE TRIGGER layer_version_removed AFTER DELETE ON note_revision BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = OLD.clipping_id;
  INSERT INTO layer_change (kind, key, part)
  SELECT 'version', uid, OLD.changed_at FROM clipping WHERE id = OLD.clipping_id;
END;

CREATE TABLE note_search_text (
  clipping_id INTEGER PRIMARY KEY REFERENCES clipping(id) ON DELETE CASCADE,
  body        TEXT NOT NULL
) STRICT;

CREATE TRIGGER note_search_text_added AFTER INSERT ON note_search_text BEGIN
  UPDATE index_state SET due = due + 1, due_ids = due_ids + NEW.clipping_id WHERE id = 2;
END;

CREATE TRIGGER note_search_text_changed AFTER UPDATE ON note_search_text BEGIN
  UPDATE index_state SET due = due + 2, due_ids = due_ids + OLD.clipping_id + NEW.clipping_id
  WHERE id = 2;
END;

CREATE TRIGGER note_search_text_removed AFTER DELETE ON note_search_text BEGIN
  UPDATE index_state SET due = due + 1, due_ids = due_ids + OLD.clipping_id WHERE id = 2;
END;

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

CREATE TABLE reading (
  clipping_id INTEGER PRIMARY KEY REFERENCES clipping(id),
  read_at     TEXT,
  starred     INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1))
, review_on TEXT) STRICT;

CREATE INDEX reading_review ON reading(review_on) WHERE review_on IS NOT NULL;

CREATE TRIGGER layer_reading_added AFTER INSERT ON reading BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = NEW.clipping_id;
END;

CREATE TRIGGER layer_reading_changed AFTER UPDATE ON reading BEGIN
  INSERT INTO layer_change (kind, key)
  SELECT 'clipping', uid FROM clipping WHERE id IN (OLD.clipping_id, NEW.clipping_id);
END;

CREATE TRIGGER layer_reading_removed AFTER DELETE ON reading BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = OLD.clipping_id;
END;

CREATE TABLE saved_search (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,
  query       TEXT NOT NULL,            -- as typed, see core/query/
  sort        TEXT NOT NULL CHECK (sort IN ('newest', 'oldest', 'relevance')),
  whole_words INTEGER NOT NULL CHECK (whole_words IN (0, 1)),
  position    INTEGER NOT NULL          -- in the sidebar, from the top
) STRICT;

CREATE TRIGGER layer_search_added AFTER INSERT ON saved_search BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('search', NEW.name);
END;

CREATE TRIGGER layer_search_changed AFTER UPDATE ON saved_search BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('search', OLD.name), ('search', NEW.name);
END;

CREATE TRIGGER layer_search_removed AFTER DELETE ON saved_search BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('search', OLD.name);
END;

CREATE TABLE search_text (              -- folded (core/text.py) for substring search
  clipping_id INTEGER PRIMARY KEY REFERENCES clipping(id) ON DELETE CASCADE,
  headline    TEXT NOT NULL,
  body        TEXT NOT NULL,            -- the article's voice
  compiler    TEXT NOT NULL,            -- the 【註】 blocks
  apparatus   TEXT NOT NULL             -- id, source as meant and as printed, route, citations
) STRICT;

CREATE INDEX search_text_compiler ON search_text(clipping_id) WHERE compiler <> '';

CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN
  UPDATE index_state SET due = due + 1, due_ids = due_ids + NEW.clipping_id WHERE id = 1;
END;

CREATE TRIGGER search_text_changed AFTER UPDATE ON search_text BEGIN
  UPDATE index_state SET due = due + 2, due_ids = due_ids + OLD.clipping_id + NEW.clipping_id
  WHERE id = 1;
END;

CREATE TRIGGER search_text_removed AFTER DELETE ON search_text BEGIN
  UPDATE index_state SET due = due + 1, due_ids = due_ids + OLD.clipping_id WHERE id = 1;
END;

CREATE TABLE source (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE             -- as meant
) STRICT;

CREATE TABLE source_name (              -- what printed names mean, over the shipped table
  printed  TEXT PRIMARY KEY,            -- as printed, spaces made single
  source   TEXT NOT NULL,               -- the name as meant
  added_at TEXT NOT NULL
) STRICT;

CREATE TRIGGER layer_source_name_added AFTER INSERT ON source_name BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('source_name', NEW.printed);
END;

CREATE TRIGGER layer_source_name_changed AFTER UPDATE ON source_name BEGIN
  INSERT INTO layer_change (kind, key)
  VALUES ('source_name', OLD.printed), ('source_name', NEW.printed);
END;

CREATE TRIGGER layer_source_name_removed AFTER DELETE ON source_name BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('source_name', OLD.printed);
END;

CREATE TABLE step (                     -- what was changed: to be undone, also after a restart
  id       INTEGER PRIMARY KEY,         -- in the order of doing
  made_at  TEXT NOT NULL,
  command  TEXT NOT NULL,               -- JSON: see history.py
  text     TEXT NOT NULL,               -- JSON: the key and the values that name it
  state    TEXT NOT NULL CHECK (state IN ('done', 'undone'))
) STRICT;

CREATE INDEX step_made ON step(made_at DESC);

CREATE TABLE tag (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE             -- a path: 国/カザフスタン
, key INTEGER CHECK (key BETWEEN 1 AND 9), colour TEXT) STRICT;

CREATE UNIQUE INDEX tag_key ON tag(key) WHERE key IS NOT NULL;

CREATE TRIGGER layer_tag_added AFTER INSERT ON tag BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('tag', NEW.name);
END;

CREATE TRIGGER layer_tag_changed AFTER UPDATE ON tag BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('tag', OLD.name), ('tag', NEW.name);
END;

CREATE TRIGGER layer_tag_removed AFTER DELETE ON tag BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('tag', OLD.name);
END;

CREATE TRIGGER layer_tag_renamed AFTER UPDATE OF name ON tag WHEN OLD.name <> NEW.name BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', c.uid
  FROM clipping_tag t JOIN clipping c ON c.id = t.clipping_id WHERE t.tag_id = NEW.id;
END;
