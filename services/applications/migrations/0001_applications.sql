-- Funders and calls, applications with their stages and obligations.

CREATE TABLE funder (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  display_name TEXT NOT NULL,
  organization TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (root, name)
);

CREATE TABLE funding_call (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  currency TEXT NOT NULL,
  display_name TEXT NOT NULL,
  programme TEXT NOT NULL,
  open_date TEXT NOT NULL,
  close_date TEXT NOT NULL,
  recurrence TEXT NOT NULL,
  award_floor BIGINT,
  award_ceiling BIGINT,
  reviewing_service TEXT NOT NULL,
  paying_agency TEXT NOT NULL,
  required_documents BYTEA NOT NULL,
  stage_template BYTEA NOT NULL,
  PRIMARY KEY (root, name)
);
CREATE INDEX funding_call_parent ON funding_call (root, parent);

CREATE TABLE application (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  currency TEXT NOT NULL,
  display_name TEXT NOT NULL,
  funder TEXT NOT NULL,
  call TEXT NOT NULL,
  requested_amount BIGINT,
  expected_amount BIGINT,
  awarded_amount BIGINT,
  likelihood_percent BIGINT NOT NULL,
  declared_cofunding_amount BIGINT,
  declared_cofunding_date TEXT NOT NULL,
  expected_decision_date TEXT NOT NULL,
  state TEXT NOT NULL,
  state_date TEXT NOT NULL,
  current_stage TEXT NOT NULL,
  submit_date TEXT NOT NULL,
  decision_date TEXT NOT NULL,
  decision_reference TEXT NOT NULL,
  conditions TEXT NOT NULL,
  agreement BYTEA NOT NULL,
  note TEXT NOT NULL,
  history BYTEA NOT NULL,
  PRIMARY KEY (root, name)
);

CREATE TABLE stage (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  display_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  position BIGINT NOT NULL,
  due_date TEXT NOT NULL,
  expected_decision_date TEXT NOT NULL,
  state TEXT NOT NULL,
  state_date TEXT NOT NULL,
  outcome_note TEXT NOT NULL,
  original_due_date TEXT NOT NULL,
  extensions BYTEA NOT NULL,
  history BYTEA NOT NULL,
  PRIMARY KEY (root, name)
);
CREATE INDEX stage_parent ON stage (root, parent, position);

CREATE TABLE obligation (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  currency TEXT NOT NULL,
  display_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  due_date TEXT NOT NULL,
  due_rule BYTEA NOT NULL,
  unlocked_amount BIGINT,
  preparer TEXT NOT NULL,
  certifier TEXT NOT NULL,
  state TEXT NOT NULL,
  state_date TEXT NOT NULL,
  extensions BYTEA NOT NULL,
  history BYTEA NOT NULL,
  PRIMARY KEY (root, name)
);
CREATE INDEX obligation_parent ON obligation (root, parent);
