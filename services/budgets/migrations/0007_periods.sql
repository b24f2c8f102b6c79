-- What was moved in each month (`m2018-03`) and on each day (`d2018-03-23`), kept as the totals are: as
-- of a date, what was moved later is taken off the total, which is the months behind it and the days
-- of its month, however many movements these had.
CREATE TABLE ledger_period (
  root TEXT NOT NULL,
  line TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  period TEXT NOT NULL,
  committed BIGINT NOT NULL,
  spent BIGINT NOT NULL,
  paid BIGINT NOT NULL,
  received BIGINT NOT NULL,
  PRIMARY KEY (root, line, grant_id, period)
) /* sqlite: WITHOUT ROWID */;

INSERT INTO ledger_period
  SELECT root, line, grant_id, 'm' || SUBSTR(date, 1, 7), CAST(SUM(committed) AS BIGINT),
    CAST(SUM(spent) AS BIGINT), CAST(SUM(paid) AS BIGINT), CAST(SUM(received) AS BIGINT)
  FROM ledger_entry GROUP BY root, line, grant_id, SUBSTR(date, 1, 7);
INSERT INTO ledger_period
  SELECT root, line, grant_id, 'd' || date, CAST(SUM(committed) AS BIGINT),
    CAST(SUM(spent) AS BIGINT), CAST(SUM(paid) AS BIGINT), CAST(SUM(received) AS BIGINT)
  FROM ledger_entry GROUP BY root, line, grant_id, date;

-- So no sum reads the movements any more. What is reserved on a line is read by its own.
DROP INDEX ledger_entry_pair;
CREATE INDEX ledger_entry_committed ON ledger_entry (root, line) WHERE committed <> 0;
