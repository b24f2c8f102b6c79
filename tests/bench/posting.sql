-- One posting as Cofi does it, for pgbench: the request looked up, the balance
-- read for update, then expense, two totals, journal and request record, in one
-- transaction. Over fifty projects, because on one its clients would only queue
-- for the row of the balance. Keys that Cofi makes sort by time; so do these.
\set n random(1, 1000000000)
\set p random(1, 50)
BEGIN;
SELECT answer FROM request WHERE root = 'projects/' || :p AND principal = 'bench'
  AND request_id = md5(:n::text);
SELECT planned_amount, spent FROM line
  WHERE root = 'projects/' || :p AND name = '62' FOR UPDATE;
INSERT INTO expense VALUES ('projects/' || :p,
  to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint) || md5(:n::text),
  'projects/bench/budgets/v1/lines/62', 'Imprimerie', md5(random()::text || :n::text),
  '2018-02-28', 1234, '2018-02-28', '\x0a20', 617);
UPDATE line SET spent = spent + 1234, paid = paid + 1234
  WHERE root = 'projects/' || :p AND name = '62';
UPDATE funding_grant SET spent = spent + 617
  WHERE root = 'projects/' || :p AND name = 'departement';
INSERT INTO journal SELECT 'projects/' || :p, COALESCE(MAX(sequence), 0) + 1, 1700000000000000,
  '2018-02-28', 'bench', md5(:n::text), 'CreateExpense', md5(:n::text), 'Expense',
  decode(repeat('ab', 300), 'hex'), decode(repeat('cd', 32), 'hex'),
  sha256(decode(repeat('ab', 300), 'hex')) FROM journal WHERE root = 'projects/' || :p;
INSERT INTO request VALUES ('projects/' || :p, 'bench',
  to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint) || md5(:n::text),
  decode(repeat('ef', 32), 'hex'),
  decode(repeat('ab', 300), 'hex'), 1700000000000000);
COMMIT;
