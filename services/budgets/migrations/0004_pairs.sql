-- What was moved on a line or a grant after a date is what was moved on its pairs of the two,
-- which ledger_total has: one index does for both, and a movement is written once beside its
-- row, not twice.
CREATE INDEX ledger_entry_pair
  ON ledger_entry (root, line, grant_id, date, committed, spent, paid, received);
DROP INDEX ledger_entry_line;
DROP INDEX ledger_entry_grant;
