-- How much transfers may take off a line, and what they moved; what each line was and is, and over
-- which days its plan is spread.
ALTER TABLE budget ADD COLUMN transfer_limit_basis_points BIGINT;
ALTER TABLE budget ADD COLUMN transfers BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
ALTER TABLE line ADD COLUMN dated_values BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
ALTER TABLE line ADD COLUMN spread_start_date TEXT NOT NULL DEFAULT '';
ALTER TABLE line ADD COLUMN spread_end_date TEXT NOT NULL DEFAULT '';
