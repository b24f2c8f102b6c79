-- What became of a resource, and of a request.

-- The entries of a resource, and the last of each one of a collection.
CREATE INDEX journal_name ON journal (root, name, sequence);

-- What the request asked for, so that the type of its answer is known.
ALTER TABLE request ADD COLUMN verb TEXT NOT NULL DEFAULT '';
