-- Rates count in hundredths of a percent, and what nobody said is not zero any more.
ALTER TABLE application ADD COLUMN likelihood_basis_points BIGINT;
UPDATE application SET likelihood_basis_points = likelihood_percent * 100
  WHERE likelihood_percent <> 0;
ALTER TABLE application DROP COLUMN likelihood_percent;
ALTER TABLE application RENAME COLUMN agreement TO agreement_terms;
