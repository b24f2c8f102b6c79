-- Rates count in hundredths of a percent, and what nobody said is not zero any more.
ALTER TABLE application ADD COLUMN likelihood_basis_points BIGINT;
UPDATE application SET likelihood_basis_points = likelihood_percent * 100
  WHERE likelihood_percent <> 0;
ALTER TABLE application DROP COLUMN likelihood_percent;
ALTER TABLE application RENAME COLUMN agreement TO agreement_terms;

-- 0 is a place like any other; it used to stand for none.
DROP INDEX stage_parent;
ALTER TABLE stage RENAME COLUMN position TO earlier_position;
ALTER TABLE stage ADD COLUMN position BIGINT;
UPDATE stage SET position = earlier_position WHERE earlier_position <> 0;
ALTER TABLE stage DROP COLUMN earlier_position;
CREATE INDEX stage_parent ON stage (root, parent, position);
