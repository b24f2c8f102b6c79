-- Payment claims. The shares that a claim gathered are in its row, as the journal has them.
CREATE TABLE payment_claim (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  currency TEXT NOT NULL,
  display_name TEXT NOT NULL,
  reference TEXT NOT NULL,
  kind TEXT NOT NULL,
  period_start_date TEXT NOT NULL,
  period_end_date TEXT NOT NULL,
  include_unpaid BIGINT NOT NULL,
  requested_amount BIGINT,
  required_documents BYTEA NOT NULL,
  eligible_amount BIGINT,
  claimed_amount BIGINT,
  accepted_amount BIGINT,
  entry_count BIGINT NOT NULL,
  entries BYTEA NOT NULL,
  state TEXT NOT NULL,
  state_date TEXT NOT NULL,
  history BYTEA NOT NULL,
  PRIMARY KEY (root, name)
);
CREATE INDEX payment_claim_parent ON payment_claim (root, parent);

-- The shares that claims hold from their submission on, until they are taken back or rejected: of
-- each grant a share of an expense is in one claim at most. It follows from the claims.
CREATE TABLE claim_entry (
  root TEXT NOT NULL,
  expense TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  claim TEXT NOT NULL,
  PRIMARY KEY (root, expense, grant_id)
) /* sqlite: WITHOUT ROWID */;
CREATE INDEX claim_entry_grant ON claim_entry (root, grant_id);
CREATE INDEX claim_entry_claim ON claim_entry (root, claim);

-- The claim that a receipt pays.
ALTER TABLE receipt ADD COLUMN claim TEXT NOT NULL DEFAULT '';
CREATE INDEX receipt_claim ON receipt (root, claim);

-- What is claimed, and what is accepted of it, beside what else is moved.
ALTER TABLE ledger_entry ADD COLUMN claimed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ledger_entry ADD COLUMN accepted BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ledger_total ADD COLUMN claimed BIGINT NOT NULL DEFAULT 0
  CHECK (ABS(claimed) <= 9007199254740991);
ALTER TABLE ledger_total ADD COLUMN accepted BIGINT NOT NULL DEFAULT 0
  CHECK (ABS(accepted) <= 9007199254740991);
ALTER TABLE ledger_period ADD COLUMN claimed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ledger_period ADD COLUMN accepted BIGINT NOT NULL DEFAULT 0;
ALTER TABLE portfolio ADD COLUMN claimed BIGINT DEFAULT 0 CHECK (ABS(claimed) <= 9007199254740991);
ALTER TABLE portfolio ADD COLUMN accepted BIGINT DEFAULT 0
  CHECK (ABS(accepted) <= 9007199254740991);
