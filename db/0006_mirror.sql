-- The mirror: the analyst's side written beside the library as JSON Lines (clipdesk/exporting/
-- mirror.py). Triggers, so that it misses nothing, whoever writes.

CREATE TABLE identity (                 -- a mirror tells by it whose it is
  id  INTEGER PRIMARY KEY CHECK (id = 1),
  uid TEXT NOT NULL                     -- random; a copy of the library has the same
) STRICT;
INSERT INTO identity VALUES (1, lower(hex(randomblob(16))));

CREATE TABLE layer_change (             -- what of the analyst's side is another since
  seq  INTEGER PRIMARY KEY,             -- the mirror says up to where it has them
  kind TEXT NOT NULL,                   -- of a line in the mirror, see core/annotation_lines.py
  key  TEXT NOT NULL,                   -- which one: a clipping's uid, a tag's name ...
  part TEXT NOT NULL DEFAULT ''         -- the stamp of a version
) STRICT;

-- ------------------------------------------------------------------ of a clipping

CREATE TRIGGER layer_tagging_added AFTER INSERT ON clipping_tag BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = NEW.clipping_id;
END;
CREATE TRIGGER layer_tagging_removed AFTER DELETE ON clipping_tag BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = OLD.clipping_id;
END;
CREATE TRIGGER layer_tagging_changed AFTER UPDATE ON clipping_tag BEGIN
  INSERT INTO layer_change (kind, key)
  SELECT 'clipping', uid FROM clipping WHERE id IN (OLD.clipping_id, NEW.clipping_id);
END;

CREATE TRIGGER layer_note_added AFTER INSERT ON note BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = NEW.clipping_id;
END;
CREATE TRIGGER layer_note_removed AFTER DELETE ON note BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = OLD.clipping_id;
END;
CREATE TRIGGER layer_note_changed AFTER UPDATE ON note BEGIN
  INSERT INTO layer_change (kind, key)
  SELECT 'clipping', uid FROM clipping WHERE id IN (OLD.clipping_id, NEW.clipping_id);
END;

CREATE TRIGGER layer_reading_added AFTER INSERT ON reading BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = NEW.clipping_id;
END;
CREATE TRIGGER layer_reading_removed AFTER DELETE ON reading BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = OLD.clipping_id;
END;
CREATE TRIGGER layer_reading_changed AFTER UPDATE ON reading BEGIN
  INSERT INTO layer_change (kind, key)
  SELECT 'clipping', uid FROM clipping WHERE id IN (OLD.clipping_id, NEW.clipping_id);
END;

CREATE TRIGGER layer_highlight_added AFTER INSERT ON highlight BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = NEW.clipping_id;
END;
CREATE TRIGGER layer_highlight_removed AFTER DELETE ON highlight BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = OLD.clipping_id;
END;
CREATE TRIGGER layer_highlight_changed AFTER UPDATE ON highlight BEGIN
  INSERT INTO layer_change (kind, key)
  SELECT 'clipping', uid FROM clipping WHERE id IN (OLD.clipping_id, NEW.clipping_id);
END;

-- A version's line names the clipping; the clipping's own line says which clipping that is.
CREATE TRIGGER layer_version_added AFTER INSERT ON note_revision BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = NEW.clipping_id;
  INSERT INTO layer_change (kind, key, part)
  SELECT 'version', uid, NEW.changed_at FROM clipping WHERE id = NEW.clipping_id;
END;
CREATE TRIGGER layer_version_removed AFTER DELETE ON note_revision BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', uid FROM clipping WHERE id = OLD.clipping_id;
  INSERT INTO layer_change (kind, key, part)
  SELECT 'version', uid, OLD.changed_at FROM clipping WHERE id = OLD.clipping_id;
END;
CREATE TRIGGER layer_version_changed AFTER UPDATE ON note_revision BEGIN
  INSERT INTO layer_change (kind, key)
  SELECT 'clipping', uid FROM clipping WHERE id IN (OLD.clipping_id, NEW.clipping_id);
  INSERT INTO layer_change (kind, key, part)
  SELECT 'version', uid, OLD.changed_at FROM clipping WHERE id = OLD.clipping_id;
  INSERT INTO layer_change (kind, key, part)
  SELECT 'version', uid, NEW.changed_at FROM clipping WHERE id = NEW.clipping_id;
END;

-- By these it is found again. Imports write them; most clippings have no annotations.
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

-- ------------------------------------------------------------------ of no clipping

CREATE TRIGGER layer_tag_added AFTER INSERT ON tag BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('tag', NEW.name);
END;
CREATE TRIGGER layer_tag_removed AFTER DELETE ON tag BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('tag', OLD.name);
END;
CREATE TRIGGER layer_tag_changed AFTER UPDATE ON tag BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('tag', OLD.name), ('tag', NEW.name);
END;
CREATE TRIGGER layer_tag_renamed AFTER UPDATE OF name ON tag WHEN OLD.name <> NEW.name BEGIN
  INSERT INTO layer_change (kind, key) SELECT 'clipping', c.uid
  FROM clipping_tag t JOIN clipping c ON c.id = t.clipping_id WHERE t.tag_id = NEW.id;
END;

CREATE TRIGGER layer_search_added AFTER INSERT ON saved_search BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('search', NEW.name);
END;
CREATE TRIGGER layer_search_removed AFTER DELETE ON saved_search BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('search', OLD.name);
END;
CREATE TRIGGER layer_search_changed AFTER UPDATE ON saved_search BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('search', OLD.name), ('search', NEW.name);
END;

CREATE TRIGGER layer_colour_added AFTER INSERT ON colour_meaning BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('colour', NEW.colour);
END;
CREATE TRIGGER layer_colour_removed AFTER DELETE ON colour_meaning BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('colour', OLD.colour);
END;
CREATE TRIGGER layer_colour_changed AFTER UPDATE ON colour_meaning BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('colour', OLD.colour), ('colour', NEW.colour);
END;

CREATE TRIGGER layer_source_name_added AFTER INSERT ON source_name BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('source_name', NEW.printed);
END;
CREATE TRIGGER layer_source_name_removed AFTER DELETE ON source_name BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('source_name', OLD.printed);
END;
CREATE TRIGGER layer_source_name_changed AFTER UPDATE ON source_name BEGIN
  INSERT INTO layer_change (kind, key)
  VALUES ('source_name', OLD.printed), ('source_name', NEW.printed);
END;

CREATE TRIGGER layer_journal_added AFTER INSERT ON journal BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('journal', NEW.uid);
END;
CREATE TRIGGER layer_journal_changed AFTER UPDATE ON journal BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('journal', OLD.uid), ('journal', NEW.uid);
END;
-- Its versions go with it, and have lines of their own.
CREATE TRIGGER layer_journal_removed BEFORE DELETE ON journal BEGIN
  INSERT INTO layer_change (kind, key) VALUES ('journal', OLD.uid);
  INSERT INTO layer_change (kind, key, part)
  SELECT 'journal_version', OLD.uid, changed_at FROM journal_revision WHERE journal_id = OLD.id;
END;
CREATE TRIGGER layer_journal_version_added AFTER INSERT ON journal_revision BEGIN
  INSERT INTO layer_change (kind, key, part)
  SELECT 'journal_version', uid, NEW.changed_at FROM journal WHERE id = NEW.journal_id;
END;
CREATE TRIGGER layer_journal_version_removed BEFORE DELETE ON journal_revision BEGIN
  INSERT INTO layer_change (kind, key, part)
  SELECT 'journal_version', uid, OLD.changed_at FROM journal WHERE id = OLD.journal_id;
END;
CREATE TRIGGER layer_journal_version_changed AFTER UPDATE ON journal_revision BEGIN
  INSERT INTO layer_change (kind, key, part)
  SELECT 'journal_version', uid, OLD.changed_at FROM journal WHERE id = OLD.journal_id;
  INSERT INTO layer_change (kind, key, part)
  SELECT 'journal_version', uid, NEW.changed_at FROM journal WHERE id = NEW.journal_id;
END;
