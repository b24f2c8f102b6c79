-- Files that support facts, papers of organizations, and what is in them.

CREATE TABLE attachment (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  display_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  content_type TEXT NOT NULL,
  note TEXT NOT NULL,
  requirement TEXT NOT NULL,
  application TEXT NOT NULL,
  stage TEXT NOT NULL,
  agreement TEXT NOT NULL,
  obligation TEXT NOT NULL,
  expense TEXT NOT NULL,
  receipt TEXT NOT NULL,
  PRIMARY KEY (root, name)
);
CREATE INDEX attachment_sha256 ON attachment (sha256);
CREATE INDEX attachment_application ON attachment (root, application);
CREATE INDEX attachment_stage ON attachment (root, stage);
CREATE INDEX attachment_agreement ON attachment (root, agreement);
CREATE INDEX attachment_obligation ON attachment (root, obligation);
CREATE INDEX attachment_expense ON attachment (root, expense);
CREATE INDEX attachment_receipt ON attachment (root, receipt);

CREATE TABLE paper (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  display_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  content_type TEXT NOT NULL,
  note TEXT NOT NULL,
  kind TEXT NOT NULL,
  issue_date TEXT NOT NULL,
  expire_date TEXT NOT NULL,
  PRIMARY KEY (root, name)
);
CREATE INDEX paper_parent ON paper (root, parent);
CREATE INDEX paper_sha256 ON paper (sha256);

-- What is in files, by what it is: the same is kept once, whoever has it. `upload` says which
-- pieces are its own, and `uses` how many attachments and papers have it. All of it is of no
-- project.
CREATE TABLE content (
  root TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  upload TEXT NOT NULL,
  uses BIGINT NOT NULL,
  create_time BIGINT NOT NULL,
  PRIMARY KEY (root, sha256)
);
CREATE INDEX content_unused ON content (root, uses, create_time);

-- Uploads that have not come to their end.
CREATE TABLE upload (
  root TEXT NOT NULL,
  id TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  PRIMARY KEY (root, id)
);

CREATE TABLE piece (
  root TEXT NOT NULL,
  upload TEXT NOT NULL,
  position BIGINT NOT NULL,
  data BYTEA NOT NULL,
  PRIMARY KEY (root, upload, position)
);
