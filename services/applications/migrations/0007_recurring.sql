-- Obligations that come back: the how many-th each is.
ALTER TABLE obligation ADD COLUMN occurrence BIGINT NOT NULL DEFAULT 0;
