-- When a funder acknowledged receipt, and which calls ask that nothing begins before.
ALTER TABLE application ADD COLUMN acknowledgement_date TEXT NOT NULL DEFAULT '';
ALTER TABLE funding_call ADD COLUMN no_start_before_acknowledgement BIGINT NOT NULL DEFAULT 0;
