-- What funders were sent, and what they say of it; and which application follows which.
CREATE TABLE revision (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  currency TEXT NOT NULL,
  verb TEXT NOT NULL,
  effective_date TEXT NOT NULL,
  stage TEXT NOT NULL,
  requested_amount BIGINT,
  declared_cofunding_amount BIGINT,
  note TEXT NOT NULL,
  application_snapshot BYTEA NOT NULL,
  PRIMARY KEY (root, name)
);
CREATE INDEX revision_parent ON revision (root, parent);

ALTER TABLE application ADD COLUMN draft_expire_date TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN funder_status TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN funder_status_date TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN resubmits TEXT NOT NULL DEFAULT '';
CREATE INDEX application_resubmits ON application (root, resubmits);
