-- The payments that the agreement of a grant promises, as the journal has them.
ALTER TABLE funding_grant ADD COLUMN payments BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
