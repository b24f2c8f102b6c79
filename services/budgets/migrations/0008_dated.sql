-- What a grant was and will be, whether it hangs on conditions, and since when it is closed.
ALTER TABLE funding_grant ADD COLUMN dated_values BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
ALTER TABLE funding_grant ADD COLUMN conditional BIGINT NOT NULL DEFAULT 0;
ALTER TABLE funding_grant ADD COLUMN close_date TEXT NOT NULL DEFAULT '';
