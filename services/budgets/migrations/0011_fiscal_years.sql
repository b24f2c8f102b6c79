-- For what days the accounts of a project are closed. What was moved in a closed year is kept as it
-- was summed then; whether something may be posted is read from the rows that are CLOSED.
CREATE TABLE fiscal_year (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL,
  uid TEXT NOT NULL,
  create_time BIGINT NOT NULL,
  update_time BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  currency TEXT NOT NULL,
  start_date TEXT NOT NULL,
  end_date TEXT NOT NULL,
  state TEXT NOT NULL,
  state_date TEXT NOT NULL,
  close_date TEXT NOT NULL,
  note TEXT NOT NULL,
  spent_amount BIGINT,
  paid_amount BIGINT,
  received_amount BIGINT,
  history BYTEA NOT NULL,
  PRIMARY KEY (root, name)
);

-- What came in of no grant is on a line of income.
ALTER TABLE receipt ADD COLUMN line TEXT NOT NULL DEFAULT '';

-- Calls are known from now on: which of them ask that nothing begins before receipt is acknowledged.
DELETE FROM follower WHERE service = 'known-applications';
