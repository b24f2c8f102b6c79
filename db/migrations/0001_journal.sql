-- What every service has: its journal, and the answers it gave.

-- One chain a root. `state` is the resource after the change as protobuf bytes,
-- null when it was deleted. `rowid` is an entry's position in the feed of all
-- chains: SQLite has it anyway. PostgreSQL makes it of the transaction's number,
-- so that it grows along each chain and nobody waits for anybody (db/postgres.cc).
CREATE TABLE journal (
  /* postgresql: rowid BIGINT NOT NULL, */
  root TEXT NOT NULL,
  sequence BIGINT NOT NULL,
  commit_time BIGINT NOT NULL,
  effective_date TEXT NOT NULL,
  principal TEXT NOT NULL,
  request_id TEXT NOT NULL,
  verb TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  state BYTEA,
  previous_hash BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (root, sequence)
);

/* postgresql:
CREATE INDEX journal_position ON journal (rowid);

-- What is added to the numbers of transactions: they begin anew in another
-- database, and positions go on.
CREATE TABLE feed (
  root TEXT NOT NULL,
  base BIGINT NOT NULL,
  PRIMARY KEY (root)
);
INSERT INTO feed VALUES ('directory', 0);
*/

-- The answer to a request id, so that it is carried out once. `digest` is that
-- of the method and the payload.
CREATE TABLE request (
  root TEXT NOT NULL,
  principal TEXT NOT NULL,
  request_id TEXT NOT NULL,
  digest BYTEA NOT NULL,
  answer BYTEA NOT NULL,
  commit_time BIGINT NOT NULL,
  PRIMARY KEY (root, principal, request_id)
);

-- How far this service has followed others' journals.
CREATE TABLE follower (
  root TEXT NOT NULL,
  service TEXT NOT NULL,
  cursor TEXT NOT NULL,
  PRIMARY KEY (root, service)
);
