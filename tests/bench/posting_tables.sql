-- The tables of posting.sql, as wide as Cofi's where it writes.
CREATE TABLE line (root TEXT, name TEXT, planned_amount BIGINT, spent BIGINT, paid BIGINT,
  PRIMARY KEY (root, name));
CREATE TABLE funding_grant (root TEXT, name TEXT, awarded_amount BIGINT, spent BIGINT,
  PRIMARY KEY (root, name));
CREATE TABLE expense (root TEXT, name TEXT, line TEXT, supplier TEXT, invoice_reference TEXT,
  invoice_date TEXT, amount BIGINT, payment_date TEXT, shares BYTEA, own_funds_amount BIGINT,
  PRIMARY KEY (root, name));
CREATE UNIQUE INDEX expense_invoice ON expense (root, supplier, invoice_reference);
CREATE TABLE journal (root TEXT, sequence BIGINT, commit_time BIGINT, effective_date TEXT,
  principal TEXT, request_id TEXT, verb TEXT, name TEXT, type TEXT, state BYTEA,
  previous_hash BYTEA, hash BYTEA, PRIMARY KEY (root, sequence));
CREATE TABLE request (root TEXT, principal TEXT, request_id TEXT, digest BYTEA, answer BYTEA,
  commit_time BIGINT, PRIMARY KEY (root, principal, request_id));
INSERT INTO line SELECT 'projects/' || p, '62', 90000000000000, 0, 0 FROM generate_series(1, 50) p;
INSERT INTO funding_grant
  SELECT 'projects/' || p, 'departement', 90000000000000, 0 FROM generate_series(1, 50) p;
