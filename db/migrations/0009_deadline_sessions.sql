-- A call has several deadlines of a kind, one for each of its sessions. What is kept is made again
-- (db/tables/kept.h), so nothing is carried over.
DROP TABLE deadline;
CREATE TABLE deadline (
  root TEXT NOT NULL,
  source TEXT NOT NULL,
  resource TEXT NOT NULL,
  kind TEXT NOT NULL,
  session TEXT NOT NULL,
  date TEXT NOT NULL,
  display_name TEXT NOT NULL,
  project TEXT NOT NULL,
  funder TEXT NOT NULL,
  obligation_kind TEXT NOT NULL,
  display_name_folded TEXT NOT NULL,
  PRIMARY KEY (root, source, resource, kind, session)
);
CREATE INDEX deadline_date ON deadline (date, resource, kind, session);
CREATE INDEX deadline_funder ON deadline (funder, date, resource, kind, session);
CREATE INDEX deadline_root ON deadline (root, date, resource, kind, session);
