-- What is awarded by fiscal year.
ALTER TABLE application ADD COLUMN year_amounts BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
