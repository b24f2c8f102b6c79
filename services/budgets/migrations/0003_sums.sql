-- What was moved on a line or a grant after a date, without a look at all the others'
-- movements; with the amounts, so that the index alone answers.
CREATE INDEX ledger_entry_line
  ON ledger_entry (root, line, date, committed, spent, paid, received);
CREATE INDEX ledger_entry_grant
  ON ledger_entry (root, grant_id, date, committed, spent, paid, received);
DROP INDEX ledger_entry_date;

-- The grant of an application, whatever its identifier.
CREATE INDEX funding_grant_application ON funding_grant (root, application);
