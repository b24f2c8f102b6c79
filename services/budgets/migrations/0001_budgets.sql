-- Budgets, grants, and the money that moves.

CREATE TABLE budget (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  display_name TEXT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  state_date TEXT NOT NULL,
  adoption_date TEXT NOT NULL,
  history BYTEA NOT NULL,
  PRIMARY KEY (root, name)
);

CREATE TABLE line (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  currency TEXT NOT NULL,
  side TEXT NOT NULL,
  account TEXT NOT NULL,
  display_name TEXT NOT NULL,
  planned_amount BIGINT,
  position BIGINT NOT NULL,
  phase TEXT NOT NULL,
  fiscal_year BIGINT NOT NULL,
  funder TEXT NOT NULL,
  overrun_policy TEXT NOT NULL,
  PRIMARY KEY (root, name)
);
CREATE INDEX line_parent ON line (root, parent, position);

CREATE TABLE funding_grant (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  currency TEXT NOT NULL,
  display_name TEXT NOT NULL,
  application TEXT NOT NULL,
  funder TEXT NOT NULL,
  awarded_amount BIGINT,
  award_date TEXT NOT NULL,
  eligible_start_date TEXT NOT NULL,
  eligible_end_date TEXT NOT NULL,
  eligible_accounts BYTEA NOT NULL,
  rate BYTEA NOT NULL,
  ceiling BIGINT,
  lost_date TEXT NOT NULL,
  PRIMARY KEY (root, name)
);

CREATE TABLE receipt (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  currency TEXT NOT NULL,
  "grant" TEXT NOT NULL,
  kind TEXT NOT NULL,
  receipt_date TEXT NOT NULL,
  amount BIGINT,
  reference TEXT NOT NULL,
  reversed_by TEXT NOT NULL,
  reverses TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (root, name)
);

CREATE TABLE commitment (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  currency TEXT NOT NULL,
  line TEXT NOT NULL,
  display_name TEXT NOT NULL,
  supplier TEXT NOT NULL,
  reference TEXT NOT NULL,
  commitment_date TEXT NOT NULL,
  amount BIGINT,
  consumed_amount BIGINT,
  state TEXT NOT NULL,
  state_date TEXT NOT NULL,
  overrun_amount BIGINT,
  history BYTEA NOT NULL,
  PRIMARY KEY (root, name)
);

CREATE TABLE expense (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  currency TEXT NOT NULL,
  line TEXT NOT NULL,
  display_name TEXT NOT NULL,
  supplier TEXT NOT NULL,
  invoice_reference TEXT NOT NULL,
  invoice_date TEXT NOT NULL,
  amount BIGINT,
  payment_date TEXT NOT NULL,
  payment_reference TEXT NOT NULL,
  commitment TEXT NOT NULL,
  shares BYTEA NOT NULL,
  documents BYTEA NOT NULL,
  own_funds_amount BIGINT,
  consumed_amount BIGINT,
  overrun_amount BIGINT,
  reversed_by TEXT NOT NULL,
  reverses TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (root, name)
);
CREATE INDEX expense_date ON expense (root, invoice_date, name);
-- An invoice of a supplier counts once; a reversed one may be recorded anew.
CREATE UNIQUE INDEX expense_invoice ON expense (root, supplier, invoice_reference)
  WHERE reversed_by = '' AND reverses = '';

-- The ledger: every movement of money, by line and grant (each by its identifier;
-- the empty one of a line stands for money that is on none, of a grant for own
-- funds). The movements of one change have the sequence of its journal entry, and
-- are its parts 0, 1, …. Amounts are minor units; a reversal is a row with the
-- opposite signs.
CREATE TABLE ledger_entry (
  root TEXT NOT NULL,
  sequence BIGINT NOT NULL,
  part BIGINT NOT NULL,
  date TEXT NOT NULL,
  line TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  source TEXT NOT NULL,
  committed BIGINT NOT NULL,
  spent BIGINT NOT NULL,
  paid BIGINT NOT NULL,
  received BIGINT NOT NULL,
  PRIMARY KEY (root, sequence, part)
) /* sqlite: WITHOUT ROWID */;

CREATE INDEX ledger_entry_date ON ledger_entry (root, date);

-- Their sums, kept in the same transaction, within the range in which amounts are
-- exact (base/money.h).
CREATE TABLE ledger_total (
  root TEXT NOT NULL,
  line TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  committed BIGINT NOT NULL CHECK (ABS(committed) <= 9007199254740991),
  spent BIGINT NOT NULL CHECK (ABS(spent) <= 9007199254740991),
  paid BIGINT NOT NULL CHECK (ABS(paid) <= 9007199254740991),
  received BIGINT NOT NULL CHECK (ABS(received) <= 9007199254740991),
  PRIMARY KEY (root, line, grant_id)
) /* sqlite: WITHOUT ROWID */;
