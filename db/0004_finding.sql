-- What a search asks of every clipping at once, beside the texts, so that it need not read the
-- clippings themselves (clipdesk/store/columns.py).

CREATE INDEX clipping_via ON clipping(via) WHERE via IS NOT NULL;
CREATE INDEX search_text_compiler ON search_text(clipping_id) WHERE compiler <> '';
CREATE INDEX citation_printed_id ON citation(printed_id);

-- ------------------------------------------------------------------ the analyst's side

-- A filter that the analyst keeps by a name, with all that was chosen in the sidebar put in words.
CREATE TABLE saved_search (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,
  query       TEXT NOT NULL,            -- as typed, see core/query/
  sort        TEXT NOT NULL CHECK (sort IN ('newest', 'oldest', 'relevance')),
  whole_words INTEGER NOT NULL CHECK (whole_words IN (0, 1)),
  position    INTEGER NOT NULL          -- in the sidebar, from the top
) STRICT;

ALTER TABLE tag ADD COLUMN key INTEGER CHECK (key BETWEEN 1 AND 9);  -- gives and takes it away
CREATE UNIQUE INDEX tag_key ON tag(key) WHERE key IS NOT NULL;
