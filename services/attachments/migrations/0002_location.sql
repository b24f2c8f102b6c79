-- Where an attachment is kept that has no content here.
ALTER TABLE attachment ADD COLUMN location TEXT NOT NULL DEFAULT '';
