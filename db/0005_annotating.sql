-- The analyst's own layer: tags with colours, versions of notes, free notes, links between notes and
-- clippings, review dates, names of highlight colours, and the steps that can be undone.

ALTER TABLE tag ADD COLUMN colour TEXT;      -- a name: yellow, green, blue, red, violet; NULL: none

ALTER TABLE reading ADD COLUMN review_on TEXT;  -- a day, 2027-01-15: show it again then

CREATE INDEX reading_review ON reading(review_on) WHERE review_on IS NOT NULL;

CREATE INDEX clipping_tag_added ON clipping_tag(tag_id, added_at);  -- recent tags first

CREATE TABLE note_revision (            -- what a note said before
  id          INTEGER PRIMARY KEY,
  clipping_id INTEGER NOT NULL REFERENCES clipping(id),
  body        TEXT NOT NULL,
  changed_at  TEXT NOT NULL             -- when it came to say that
) STRICT;

CREATE INDEX note_revision_clipping ON note_revision(clipping_id, changed_at);

CREATE TABLE journal (                  -- free notes, of no clipping
  id         INTEGER PRIMARY KEY,
  uid        TEXT NOT NULL UNIQUE,      -- random: the mirror and other libraries know it by that
  body       TEXT NOT NULL,             -- Markdown; its first line is its title
  added_at   TEXT NOT NULL,
  changed_at TEXT NOT NULL
) STRICT;

CREATE INDEX journal_changed ON journal(changed_at DESC);

CREATE TABLE journal_revision (         -- what a free note said before
  id         INTEGER PRIMARY KEY,
  journal_id INTEGER NOT NULL REFERENCES journal(id) ON DELETE CASCADE,
  body       TEXT NOT NULL,
  changed_at TEXT NOT NULL
) STRICT;

CREATE INDEX journal_revision_journal ON journal_revision(journal_id, changed_at);

CREATE TABLE note_link (                -- what notes point to: [[2107-051202]], <2107-051202>
  clipping_id INTEGER REFERENCES clipping(id),                       -- the note's, or
  journal_id  INTEGER REFERENCES journal(id) ON DELETE CASCADE,      -- the free note
  printed_id  TEXT NOT NULL,            -- as written
  CHECK ((clipping_id IS NULL) <> (journal_id IS NULL))
) STRICT;

CREATE INDEX note_link_target ON note_link(printed_id);
CREATE INDEX note_link_clipping ON note_link(clipping_id) WHERE clipping_id IS NOT NULL;
CREATE INDEX note_link_journal ON note_link(journal_id) WHERE journal_id IS NOT NULL;

CREATE TABLE colour_meaning (           -- what the analyst lets the colours of highlights mean
  colour  TEXT PRIMARY KEY,
  meaning TEXT NOT NULL CHECK (meaning <> '')
) STRICT, WITHOUT ROWID;

CREATE TABLE step (                     -- what was changed: to be undone, also after a restart
  id       INTEGER PRIMARY KEY,         -- in the order of doing
  made_at  TEXT NOT NULL,
  command  TEXT NOT NULL,               -- JSON: see history.py
  text     TEXT NOT NULL,               -- JSON: the key and the values that name it
  state    TEXT NOT NULL CHECK (state IN ('done', 'undone'))
) STRICT;

CREATE INDEX step_made ON step(made_at DESC);
