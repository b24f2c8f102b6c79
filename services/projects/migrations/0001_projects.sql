-- The directory of organizations, and projects with what belongs to them.

CREATE TABLE organization (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  display_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  siret TEXT NOT NULL,
  rna TEXT NOT NULL,
  territory TEXT NOT NULL,
  PRIMARY KEY (root, name)
);

CREATE TABLE project (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  display_name TEXT NOT NULL,
  description TEXT NOT NULL,
  lead TEXT NOT NULL,
  territory TEXT NOT NULL,
  currency TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  planned_start_date TEXT NOT NULL,
  planned_end_date TEXT NOT NULL,
  start_condition BYTEA NOT NULL,
  state TEXT NOT NULL,
  state_date TEXT NOT NULL,
  funding BYTEA NOT NULL,
  history BYTEA NOT NULL,
  PRIMARY KEY (root, name)
);

CREATE TABLE phase (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  display_name TEXT NOT NULL,
  description TEXT NOT NULL,
  position BIGINT NOT NULL,
  planned_start_date TEXT NOT NULL,
  planned_end_date TEXT NOT NULL,
  PRIMARY KEY (root, name)
);
CREATE INDEX phase_parent ON phase (root, parent, position);

CREATE TABLE partner (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  organization TEXT NOT NULL,
  role TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (root, name)
);

CREATE TABLE project_update (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  entry_date TEXT NOT NULL,
  display_name TEXT NOT NULL,
  text TEXT NOT NULL,
  event_date TEXT NOT NULL,
  event_display_name TEXT NOT NULL,
  PRIMARY KEY (root, name)
);
CREATE INDEX project_update_parent ON project_update (root, parent, entry_date);
