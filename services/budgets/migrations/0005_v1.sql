-- 0 is a place like any other, and no year; it used to stand for none.
DROP INDEX line_parent;
ALTER TABLE line RENAME COLUMN position TO earlier_position;
ALTER TABLE line ADD COLUMN position BIGINT;
UPDATE line SET position = earlier_position WHERE earlier_position <> 0;
ALTER TABLE line DROP COLUMN earlier_position;
CREATE INDEX line_parent ON line (root, parent, position);

ALTER TABLE line RENAME COLUMN fiscal_year TO earlier_fiscal_year;
ALTER TABLE line ADD COLUMN fiscal_year BIGINT;
UPDATE line SET fiscal_year = earlier_fiscal_year WHERE earlier_fiscal_year <> 0;
ALTER TABLE line DROP COLUMN earlier_fiscal_year;

-- What each expense is, by which line money is known, the sign of reversals and the rates of grants
-- are filled in when the database is opened (db/tables/keys.h).
ALTER TABLE expense ADD COLUMN kind TEXT NOT NULL DEFAULT '';
