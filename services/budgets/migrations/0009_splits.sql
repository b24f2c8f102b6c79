-- What of an expense is on each of several lines.
ALTER TABLE expense ADD COLUMN splits BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
