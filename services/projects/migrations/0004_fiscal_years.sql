-- When the fiscal years of an organization begin.
ALTER TABLE organization ADD COLUMN fiscal_year_start_month BIGINT;
