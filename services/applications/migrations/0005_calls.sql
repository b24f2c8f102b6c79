-- Calls in full: sessions, a first step, what bounds are counted on, rates, and where that is from.
ALTER TABLE funding_call ADD COLUMN pre_deposit_date TEXT NOT NULL DEFAULT '';
ALTER TABLE funding_call ADD COLUMN sessions BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
ALTER TABLE funding_call ADD COLUMN award_floor_base TEXT NOT NULL DEFAULT '';
ALTER TABLE funding_call ADD COLUMN award_ceiling_base TEXT NOT NULL DEFAULT '';
ALTER TABLE funding_call ADD COLUMN min_rate BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
ALTER TABLE funding_call ADD COLUMN max_rate BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
ALTER TABLE funding_call ADD COLUMN cost_types BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
ALTER TABLE funding_call ADD COLUMN figures_source TEXT NOT NULL DEFAULT '';

-- Which session an application answers, and the cost that rates are of.
ALTER TABLE application ADD COLUMN session TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN eligible_cost BIGINT;
