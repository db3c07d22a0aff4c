-- A library as version 1 of the schema had it, filled with our own invented page. Kept for good.
BEGIN TRANSACTION;
PRAGMA application_id = 1668049264;
PRAGMA user_version = 1;
CREATE TABLE citation (
  clipping_id INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  passage     INTEGER NOT NULL,         -- position of the passage that holds it
  printed_id  TEXT NOT NULL,
  hint        TEXT NOT NULL,
  target_id   INTEGER REFERENCES clipping(id) ON DELETE SET NULL,  -- NULL: dangling
  PRIMARY KEY (clipping_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "citation" VALUES(1,0,1,'3105-040901','AS 2031.04.09',3);
INSERT INTO "citation" VALUES(1,1,2,'3001-010101','AS 2030.01.01',NULL);
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
INSERT INTO "clipping" VALUES(1,'3105-041003','3105-041003','2031-04-10','day',741542,741542,'2031.04.10',1,'時事通信','Yahoo','岬の灯台 を修理へ','2031.04.10
時事通信
(Yahoo)
岬の灯台 を修理へ <3105-041003>

 港湾局は10日、岬の灯台を直すと 発表した。 費用は4,000㌧の石の分である。

 【日誌の発見関連記事:3105-040901 (AS 2031.04.09)】
【関連記事:3001-010101 (AS 2030.01.01)】','9722ee519bf242bbec3c24daa9048950866d74f9be7475a34186858c7bf401ad',2);
INSERT INTO "clipping" VALUES(2,'3105-040902','3105-040902','2031-04-09T20:48','minute',741541,741541,'2031.04.09 20:48',2,'ロイタ通信','インターネット','Storm closes the CAPE road','2031.04.09
 20:48
ロイタ通信
(インターネット)
Storm closes the CAPE road <3105-040902>

 The Cape Road was closed on Wednesday.
 道は夜に閉じた。','5a19d532d9862a1931c671b8b81feb9a0e43aae2591258421d8884ebb64d5897',1);
INSERT INTO "clipping" VALUES(3,'3105-040901','3105-040901','2031-04-09','day',741541,741541,'2031.04.09',3,'朝日新聞',NULL,'灯台守の日誌が見つかる','2031.04.09
朝日新聞
灯台守の日誌が見つかる <3105-040901>

 霧の朝、灯台で古い日誌が見つかった(註:戦前のもの)。
岬 の位置 (Google Map)】

【註】
 編者は別の日誌も知っている。','c9663feeee2d8d035ef34ec3f6f60c9c045c597b2353780fe7b9eb578fdc6dc9',1);
INSERT INTO "clipping" VALUES(4,'3105-040000','3105-040000','2031-04','month',741533,741562,'2031.04',4,'北海タイムズ',NULL,'四月の海','2031.04
北海タイムズ
四月の海 <3105-040000>

 霧が晴れた。','9e70484363c337e050fbcaec6218adb92eaf2cbef7c7a23e87b00595f762287a',1);
INSERT INTO "clipping" VALUES(5,'x-aceabfc2e5f9',NULL,'2030-12-31','day',741442,741442,'2030.12.31',3,'朝日新聞','Yahoo','歳末の港','2030.12.31
朝日新聞
(Yahoo)
歳末の港

 100%の船が_港に\戻った。','712abfb14cd204fd168d78e65b0b41c63fc49f86299eef4c4177cf2de0f4a712',1);
CREATE TABLE clipping_revision (        -- what a clipping was before an import changed it
  id          INTEGER PRIMARY KEY,
  clipping_id INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  run_id      INTEGER NOT NULL REFERENCES import_run(id),     -- the import that replaced it
  published   TEXT NOT NULL,
  headline    TEXT NOT NULL,
  printed     TEXT NOT NULL,
  fingerprint TEXT NOT NULL
) STRICT;
INSERT INTO "clipping_revision" VALUES(1,1,2,'2031-04-10','岬の灯台 を修理へ','2031.04.10
時事通信
(Yahoo)
岬の灯台 を修理へ <3105-041003>

 港湾局は10日、岬の灯台を直すと 発表した。 費用は3,000㌧の石の分である。

 【日誌の発見関連記事:3105-040901 (AS 2031.04.09)】
【関連記事:3001-010101 (AS 2030.01.01)】','6947a52ef517b5442bc838fc707584f9a2b680a28a5ec98a6b45588d6d879d30');
CREATE TABLE clipping_tag (
  clipping_id INTEGER NOT NULL REFERENCES clipping(id),   -- no cascade: annotations hold a clipping
  tag_id      INTEGER NOT NULL REFERENCES tag(id),
  added_at    TEXT NOT NULL,
  PRIMARY KEY (clipping_id, tag_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "clipping_tag" VALUES(1,1,'2026-11-24T09:15:52Z');
INSERT INTO "clipping_tag" VALUES(2,1,'2026-11-24T09:15:52Z');
CREATE TABLE collection (
  id    INTEGER PRIMARY KEY,
  title TEXT NOT NULL UNIQUE            -- the page's title: its topic
) STRICT;
INSERT INTO "collection" VALUES(1,'岬の報道');
CREATE TABLE collection_clipping (
  collection_id INTEGER NOT NULL REFERENCES collection(id),
  clipping_id   INTEGER NOT NULL REFERENCES clipping(id) ON DELETE CASCADE,
  position      INTEGER NOT NULL,       -- on the page, from the top
  PRIMARY KEY (collection_id, clipping_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "collection_clipping" VALUES(1,1,0);
INSERT INTO "collection_clipping" VALUES(1,2,1);
INSERT INTO "collection_clipping" VALUES(1,3,2);
INSERT INTO "collection_clipping" VALUES(1,4,3);
INSERT INTO "collection_clipping" VALUES(1,5,4);
CREATE TABLE import_problem (
  id      INTEGER PRIMARY KEY,
  run_id  INTEGER NOT NULL REFERENCES import_run(id) ON DELETE CASCADE,
  line    INTEGER NOT NULL,             -- 1-based, in the page
  code    TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  details TEXT NOT NULL                 -- JSON object: what the message fills in
) STRICT;
INSERT INTO "import_problem" VALUES(1,1,38,'id_missing','歳末の港','{}');
INSERT INTO "import_problem" VALUES(2,2,38,'id_missing','歳末の港','{}');
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
INSERT INTO "import_run" VALUES(1,'2026-11-24T09:15:52Z','page.txt','0f0e72839a5ff5ba367a34b944075f7acd1ba7ca960f19e0765cc24a1aeb38ab',1,5,0,0);
INSERT INTO "import_run" VALUES(2,'2026-11-24T09:15:52Z','page.txt','3cef7e83f58c768498a650c12435c62058d0c623aeffba30ad562e42f2ae23b3',1,0,1,4);
CREATE TABLE note (
  clipping_id INTEGER PRIMARY KEY REFERENCES clipping(id),
  body        TEXT NOT NULL CHECK (body <> ''),           -- Markdown
  changed_at  TEXT NOT NULL
) STRICT;
INSERT INTO "note" VALUES(1,'**要確認**','2026-11-24T09:15:52Z');
CREATE TABLE note_search_text (
  clipping_id INTEGER PRIMARY KEY REFERENCES clipping(id) ON DELETE CASCADE,
  body        TEXT NOT NULL
) STRICT;
INSERT INTO "note_search_text" VALUES(1,'**要確認**');
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
INSERT INTO "passage" VALUES(1,0,'text','article',NULL,8,' 港湾局は10日、岬の灯台を直すと 発表した。 費用は4,000㌧の石の分である。','港湾局は10日、岬の灯台を直すと発表した。 費用は4,000㌧の石の分である。','[]');
INSERT INTO "passage" VALUES(1,1,'related','article',NULL,10,' 【日誌の発見関連記事:3105-040901 (AS 2031.04.09)】','【日誌の発見関連記事:3105-040901 (AS 2031.04.09)】','[]');
INSERT INTO "passage" VALUES(1,2,'related','article',NULL,11,'【関連記事:3001-010101 (AS 2030.01.01)】','【関連記事:3001-010101 (AS 2030.01.01)】','[]');
INSERT INTO "passage" VALUES(2,0,'text','article',NULL,19,' The Cape Road was closed on Wednesday.','The Cape Road was closed on Wednesday.','[]');
INSERT INTO "passage" VALUES(2,1,'text','article',NULL,20,' 道は夜に閉じた。','道は夜に閉じた。','[]');
INSERT INTO "passage" VALUES(3,0,'text','article',NULL,26,' 霧の朝、灯台で古い日誌が見つかった(註:戦前のもの)。','霧の朝、灯台で古い日誌が見つかった(註:戦前のもの)。','[]');
INSERT INTO "passage" VALUES(3,1,'place','article',NULL,27,'岬 の位置 (Google Map)】','岬の位置 (Google Map)】','[]');
INSERT INTO "passage" VALUES(3,2,'text','compiler',0,29,'【註】
 編者は別の日誌も知っている。','編者は別の日誌も知っている。','[]');
INSERT INTO "passage" VALUES(4,0,'text','article',NULL,36,' 霧が晴れた。','霧が晴れた。','[]');
INSERT INTO "passage" VALUES(5,0,'text','article',NULL,43,' 100%の船が_港に\戻った。','100%の船が_港に\戻った。','[]');
CREATE TABLE reading (
  clipping_id INTEGER PRIMARY KEY REFERENCES clipping(id),
  read_at     TEXT,
  starred     INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1))
) STRICT;
INSERT INTO "reading" VALUES(2,NULL,1);
INSERT INTO "reading" VALUES(5,'2026-11-24T09:15:52Z',0);
CREATE TABLE search_text (              -- folded (core/text.py) for substring search
  clipping_id INTEGER PRIMARY KEY REFERENCES clipping(id) ON DELETE CASCADE,
  headline    TEXT NOT NULL,
  body        TEXT NOT NULL,            -- the article's voice
  compiler    TEXT NOT NULL,            -- the 【註】 blocks
  apparatus   TEXT NOT NULL             -- id, source as meant and as printed, route, citations
) STRICT;
INSERT INTO "search_text" VALUES(1,'岬の灯台を修理へ','港湾局は10日、岬の灯台を直すと発表した。費用は4,000トンの石の分である。','','3105-041003
時事通信
時事通信
yahoo
3105-040901
as 2031.04.09
3001-010101
as 2030.01.01');
INSERT INTO "search_text" VALUES(2,'storm closes the cape road','the cape road was closed on wednesday.
道は夜に閉じた。','','3105-040902
ロイタ通信
ロイタ通信
インターネット');
INSERT INTO "search_text" VALUES(3,'灯台守の日誌が見つかる','霧の朝、灯台で古い日誌が見つかった(註:戦前のもの)。
岬の位置(google map)】','編者は別の日誌も知っている。','3105-040901
朝日新聞
朝日新聞');
INSERT INTO "search_text" VALUES(4,'四月の海','霧が晴れた。','','3105-040000
北海タイムズ
北海タイムズ');
INSERT INTO "search_text" VALUES(5,'歳末の港','100%の船が_港に\戻った。','','朝日新聞
朝日新聞
yahoo');
CREATE TABLE source (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE             -- as meant
) STRICT;
INSERT INTO "source" VALUES(1,'時事通信');
INSERT INTO "source" VALUES(2,'ロイタ通信');
INSERT INTO "source" VALUES(3,'朝日新聞');
INSERT INTO "source" VALUES(4,'北海タイムズ');
CREATE TABLE tag (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE             -- a path: 国/カザフスタン
) STRICT;
INSERT INTO "tag" VALUES(1,'国/岬');
CREATE INDEX import_problem_run ON import_problem(run_id);
CREATE INDEX clipping_published ON clipping(published DESC, uid DESC);
CREATE INDEX clipping_source ON clipping(source_id);
CREATE INDEX clipping_printed_id ON clipping(printed_id);
CREATE INDEX collection_clipping_clipping ON collection_clipping(clipping_id);
CREATE INDEX citation_target ON citation(target_id);
CREATE INDEX citation_dangling ON citation(printed_id) WHERE target_id IS NULL;
CREATE INDEX clipping_revision_clipping ON clipping_revision(clipping_id);
CREATE INDEX clipping_tag_tag ON clipping_tag(tag_id);
COMMIT;
