-- The invoice that one was recorded for anew.
ALTER TABLE expense ADD COLUMN corrects TEXT NOT NULL DEFAULT '';
