-- Agreements with what they were amended to, and facts with dates.
CREATE TABLE agreement (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  currency TEXT NOT NULL,
  reference TEXT NOT NULL,
  signature_date TEXT NOT NULL,
  eligible_start_date TEXT NOT NULL,
  eligible_end_date TEXT NOT NULL,
  eligible_accounts BYTEA NOT NULL,
  rate BYTEA NOT NULL,
  ceiling BIGINT,
  year_amounts BYTEA NOT NULL,
  payments BYTEA NOT NULL,
  note TEXT NOT NULL,
  dated_values BYTEA NOT NULL,
  PRIMARY KEY (root, name)
);
CREATE INDEX agreement_parent ON agreement (root, parent);

ALTER TABLE application ADD COLUMN dated_values BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;

-- What an award of a call obliges to.
ALTER TABLE funding_call ADD COLUMN obligation_template BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
