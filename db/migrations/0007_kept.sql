-- What is due by what this service keeps, as it follows from that (db/tables/kept.h): so that what
-- is due within a month costs what the answer is long. `source` is the resource that it follows
-- from.
CREATE TABLE deadline (
  root TEXT NOT NULL,
  source TEXT NOT NULL,
  resource TEXT NOT NULL,
  kind TEXT NOT NULL,
  date TEXT NOT NULL,
  display_name TEXT NOT NULL,
  project TEXT NOT NULL,
  funder TEXT NOT NULL,
  obligation_kind TEXT NOT NULL,
  display_name_folded TEXT NOT NULL,
  PRIMARY KEY (root, source, resource, kind)
);
CREATE INDEX deadline_date ON deadline (date, resource, kind);
CREATE INDEX deadline_funder ON deadline (funder, date, resource, kind);
CREATE INDEX deadline_root ON deadline (root, date, resource, kind);

-- The words that something is called by, folded (base/text.h), for who searches by their beginnings:
-- `resource` is the word of the resource `source`.
CREATE TABLE search_word (
  root TEXT NOT NULL,
  source TEXT NOT NULL,
  resource TEXT NOT NULL,
  kind TEXT NOT NULL,
  display_name TEXT NOT NULL,
  PRIMARY KEY (root, source, resource)
);
CREATE INDEX search_word_kind ON search_word (kind, resource, source);
