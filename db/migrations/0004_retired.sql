-- What keeps names true that point from one service into another.

-- Names of other services' resources that their owner deletes, or has deleted: nobody may
-- begin to refer to them. `deletion` is the try to delete it that said so last.
CREATE TABLE retired (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  deletion TEXT NOT NULL,
  PRIMARY KEY (root, name)
);

-- How often a name of this service's was asked for that had been retired elsewhere. A deletion
-- that was under way then does not count.
CREATE TABLE reinstated (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  times BIGINT NOT NULL,
  PRIMARY KEY (root, name)
);
