-- Importing again and again: what a page says now, what it said before, what an import did,
-- so that it can be taken back; the analyst's own names of sources; highlights.

-- ------------------------------------------------------------------ the archive's side

-- fingerprint (0001) becomes the hash of the printed words alone: another one means that the
-- page changed. reading is the hash of what was made of these words.
ALTER TABLE clipping ADD COLUMN reading TEXT NOT NULL DEFAULT '';
-- how the source was told from the headline; guesses may be corrected by the analyst
ALTER TABLE clipping ADD COLUMN split TEXT NOT NULL DEFAULT 'sure'
  CHECK (split IN ('sure', 'guessed', 'unknown'));
-- corrections of a source seek its printed form
CREATE INDEX clipping_source_printed ON clipping(source_printed, source_id);
CREATE INDEX clipping_split ON clipping(split) WHERE split <> 'sure';

ALTER TABLE import_run ADD COLUMN state TEXT NOT NULL DEFAULT 'done'
  CHECK (state IN ('running', 'done'));   -- running: it was stopped, and goes on or is taken back
ALTER TABLE import_run ADD COLUMN reread INTEGER NOT NULL DEFAULT 0;  -- same words, read otherwise
ALTER TABLE import_run ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;    -- no longer on the page; kept
-- sources up to this one were there before; what the import brought goes with it
ALTER TABLE import_run ADD COLUMN last_source_id INTEGER NOT NULL DEFAULT 0;
-- the clippings that an import wrote
CREATE INDEX clipping_run ON clipping(run_id);

-- the whole clipping as it was (JSON), so that an import can be taken back exactly
ALTER TABLE clipping_revision ADD COLUMN snapshot TEXT NOT NULL DEFAULT '';
-- page: the page says something else now; reading: the same words, read otherwise
ALTER TABLE clipping_revision ADD COLUMN kind TEXT NOT NULL DEFAULT 'page'
  CHECK (kind IN ('page', 'reading'));
CREATE INDEX clipping_revision_run ON clipping_revision(run_id);

-- Places are counted from the page's foot: what is printed above moves nothing below.
UPDATE collection_clipping SET position = (
  SELECT max(x.position) FROM collection_clipping x
  WHERE x.collection_id = collection_clipping.collection_id) - position;
ALTER TABLE collection_clipping ADD COLUMN gone_run_id INTEGER REFERENCES import_run(id);
  -- the import that no longer found it on the page; NULL: it stands there

CREATE TABLE import_place (             -- where clippings stood on the page before an import
  run_id        INTEGER NOT NULL REFERENCES import_run(id) ON DELETE CASCADE,
  collection_id INTEGER NOT NULL REFERENCES collection(id) ON DELETE CASCADE,
  clipping_id   INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  position      INTEGER,                -- NULL: nowhere
  gone_run_id   INTEGER,
  PRIMARY KEY (run_id, collection_id, clipping_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_place_clipping ON import_place(clipping_id);

CREATE TABLE former_uid (               -- what a clipping was called before the page changed its id
  uid         TEXT NOT NULL,
  clipping_id INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  run_id      INTEGER NOT NULL REFERENCES import_run(id),
  PRIMARY KEY (uid, clipping_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX former_uid_clipping ON former_uid(clipping_id);

CREATE TABLE import_layer (             -- annotations that came with an import (JSON Lines)
  run_id      INTEGER NOT NULL REFERENCES import_run(id) ON DELETE CASCADE,
  clipping_id INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  brought     TEXT NOT NULL,            -- JSON: what the import added; taken back with it
  PRIMARY KEY (run_id, clipping_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_layer_clipping ON import_layer(clipping_id);

-- ------------------------------------------------------------------ the analyst's side

CREATE TABLE source_name (              -- what printed names mean, over the shipped table
  printed  TEXT PRIMARY KEY,            -- as printed, spaces made single
  source   TEXT NOT NULL,               -- the name as meant
  added_at TEXT NOT NULL
) STRICT;

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

-- ------------------------------------------------------------------ derived, disposable

CREATE TABLE highlight_place (          -- where highlights stand now; one without a row fits nowhere
  highlight_id INTEGER PRIMARY KEY REFERENCES highlight(id) ON DELETE CASCADE,
  start_at     INTEGER NOT NULL,        -- code points of the clipping's text (core/anchors.py)
  end_at       INTEGER NOT NULL CHECK (end_at > start_at)
) STRICT;
