-- What of an expense is on each of several lines.
ALTER TABLE expense ADD COLUMN splits BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;

-- How it was paid, where that was not all at once.
ALTER TABLE expense ADD COLUMN payments BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
ALTER TABLE expense ADD COLUMN paid_in_parts BIGINT NOT NULL DEFAULT 0;

-- The invoice of a credit note, and what those on an invoice gave back of it.
ALTER TABLE expense ADD COLUMN credits TEXT NOT NULL DEFAULT '';
ALTER TABLE expense ADD COLUMN credited_amount BIGINT;
CREATE INDEX expense_credits ON expense (root, credits) WHERE credits <> '';

-- What the shares were before they were changed.
ALTER TABLE expense ADD COLUMN share_changes BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;

-- The VAT that is recovered, and counted nowhere.
ALTER TABLE expense ADD COLUMN recovered_vat_amount BIGINT;
