-- The other applications that are decided before one.
ALTER TABLE application ADD COLUMN awaits BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
