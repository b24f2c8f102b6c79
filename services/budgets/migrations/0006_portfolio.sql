-- The figures of each project that this service knows, which follow from its budget in force, its
-- grants and its applications (db/tables/kept.h), and from the ledger, which adds to them what it
-- moves (services/budgets/portfolio.h). Within the range in which amounts are exact; what was
-- beyond it before is NULL.
CREATE TABLE portfolio (
  root TEXT NOT NULL,
  source TEXT NOT NULL,
  project TEXT NOT NULL,
  display_name TEXT NOT NULL DEFAULT '',
  display_name_folded TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  currency TEXT NOT NULL,
  planned BIGINT,
  own_funds BIGINT,
  secured BIGINT,
  pending BIGINT,
  gap BIGINT,
  available BIGINT,
  committed BIGINT DEFAULT 0 CHECK (ABS(committed) <= 9007199254740991),
  spent BIGINT DEFAULT 0 CHECK (ABS(spent) <= 9007199254740991),
  paid BIGINT DEFAULT 0 CHECK (ABS(paid) <= 9007199254740991),
  received BIGINT DEFAULT 0 CHECK (ABS(received) <= 9007199254740991),
  PRIMARY KEY (root, source, project)
);
-- What postings move has none: each would be written again with every posting, and a sort of one
-- row a project costs some milliseconds.
CREATE INDEX portfolio_gap ON portfolio (COALESCE(gap, -9007199254740992), project);
CREATE INDEX portfolio_pending ON portfolio (COALESCE(pending, -9007199254740992), project);
CREATE INDEX portfolio_secured ON portfolio (COALESCE(secured, -9007199254740992), project);
CREATE INDEX portfolio_planned ON portfolio (COALESCE(planned, -9007199254740992), project);
CREATE INDEX portfolio_name ON portfolio (project);

-- What each grant was awarded, by the state of the application that it stems from.
CREATE TABLE award (
  root TEXT NOT NULL,
  source TEXT NOT NULL,
  "grant" TEXT NOT NULL,
  application TEXT NOT NULL,
  funder TEXT NOT NULL,
  state TEXT NOT NULL,
  awarded BIGINT,
  currency TEXT NOT NULL,
  PRIMARY KEY (root, source, "grant")
);
CREATE INDEX award_application ON award (root, application);
CREATE INDEX award_state ON award (state, currency, awarded);
CREATE INDEX award_funder ON award (funder, currency, awarded);

INSERT INTO portfolio (root, source, project, currency, committed, spent, paid, received)
  SELECT root, root, root, 'EUR',
    CASE WHEN ABS(SUM(committed)) <= 9007199254740991 THEN CAST(SUM(committed) AS BIGINT) END,
    CASE WHEN ABS(SUM(spent)) <= 9007199254740991 THEN CAST(SUM(spent) AS BIGINT) END,
    CASE WHEN ABS(SUM(paid)) <= 9007199254740991 THEN CAST(SUM(paid) AS BIGINT) END,
    CASE WHEN ABS(SUM(received)) <= 9007199254740991 THEN CAST(SUM(received) AS BIGINT) END
  FROM ledger_total GROUP BY root;
