-- Files that were handed in with a payment claim.
ALTER TABLE attachment ADD COLUMN claim TEXT NOT NULL DEFAULT '';
CREATE INDEX attachment_claim ON attachment (root, claim);
