-- What was given in kind: used on a line of account 86, coming from one of account 87.
CREATE TABLE contribution (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  currency TEXT NOT NULL,
  line TEXT NOT NULL,
  source_line TEXT NOT NULL,
  giver TEXT NOT NULL,
  display_name TEXT NOT NULL,
  contribution_date TEXT NOT NULL,
  hours_hundredths BIGINT NOT NULL,
  rate BIGINT,
  amount BIGINT,
  reference TEXT NOT NULL,
  note TEXT NOT NULL,
  reversed_by TEXT NOT NULL,
  reverses TEXT NOT NULL,
  PRIMARY KEY (root, name)
);
CREATE INDEX contribution_by_date ON contribution (root, contribution_date, name);

-- It is no money, and summed apart from that: on both of its lines.
ALTER TABLE ledger_entry ADD COLUMN in_kind BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ledger_total ADD COLUMN in_kind BIGINT NOT NULL DEFAULT 0
  CHECK (ABS(in_kind) <= 9007199254740991);
ALTER TABLE ledger_period ADD COLUMN in_kind BIGINT NOT NULL DEFAULT 0;
ALTER TABLE portfolio ADD COLUMN in_kind BIGINT DEFAULT 0
  CHECK (ABS(in_kind) <= 9007199254740991);
