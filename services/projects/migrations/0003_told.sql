-- Which picture of a project another service told last: its place in the journal of that
-- service. It stood among the cursors (follower), where it was none. Not called `sequence`, as
-- the number of an entry of this journal is.
CREATE TABLE told (
  root TEXT NOT NULL,
  service TEXT NOT NULL,
  journal_sequence BIGINT NOT NULL,
  PRIMARY KEY (root, service)
);
INSERT INTO told SELECT root, service, CAST(cursor AS BIGINT) FROM follower
  WHERE root <> 'directory';
DELETE FROM follower WHERE root <> 'directory';
