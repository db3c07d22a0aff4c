-- The search index (clipdesk/store/index.py) is disposable: its tables, search_pairs,
-- search_singles, note_pairs and note_singles, are made, and made anew, by the program. What stays
-- is the account of what they are worth; where it does not balance, nobody trusts them.

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
INSERT INTO index_state VALUES (1, 1, 0, 0, NULL, 0, 0, 0), (2, 1, 0, 0, NULL, 0, 0, 0);

CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN
  UPDATE index_state SET due = due + 1, due_ids = due_ids + NEW.clipping_id WHERE id = 1;
END;
CREATE TRIGGER search_text_removed AFTER DELETE ON search_text BEGIN
  UPDATE index_state SET due = due + 1, due_ids = due_ids + OLD.clipping_id WHERE id = 1;
END;
CREATE TRIGGER search_text_changed AFTER UPDATE ON search_text BEGIN
  UPDATE index_state SET due = due + 2, due_ids = due_ids + OLD.clipping_id + NEW.clipping_id
  WHERE id = 1;
END;
CREATE TRIGGER note_search_text_added AFTER INSERT ON note_search_text BEGIN
  UPDATE index_state SET due = due + 1, due_ids = due_ids + NEW.clipping_id WHERE id = 2;
END;
CREATE TRIGGER note_search_text_removed AFTER DELETE ON note_search_text BEGIN
  UPDATE index_state SET due = due + 1, due_ids = due_ids + OLD.clipping_id WHERE id = 2;
END;
CREATE TRIGGER note_search_text_changed AFTER UPDATE ON note_search_text BEGIN
  UPDATE index_state SET due = due + 2, due_ids = due_ids + OLD.clipping_id + NEW.clipping_id
  WHERE id = 2;
END;
