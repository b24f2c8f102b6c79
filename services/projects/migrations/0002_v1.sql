-- 0 is a place like any other; it used to stand for none. Start conditions, which stand in the rows
-- as parts, are brought to basis points when the database is opened (db/tables/keys.h).
DROP INDEX phase_parent;
ALTER TABLE phase RENAME COLUMN position TO earlier_position;
ALTER TABLE phase ADD COLUMN position BIGINT;
UPDATE phase SET position = earlier_position WHERE earlier_position <> 0;
ALTER TABLE phase DROP COLUMN earlier_position;
CREATE INDEX phase_parent ON phase (root, parent, position);
