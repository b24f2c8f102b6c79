-- The days on which dated facts change (base/dated_facts.h), as they follow from the resources
-- that have them: whoever sees a new day finds by them what is to take effect.
CREATE TABLE coming (
  root TEXT NOT NULL,
  source TEXT NOT NULL,
  field TEXT NOT NULL,
  effective_date TEXT NOT NULL,
  PRIMARY KEY (root, source, field, effective_date)
);
CREATE INDEX coming_date ON coming (effective_date, source);
