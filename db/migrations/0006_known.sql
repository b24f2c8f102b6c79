-- What this service knows of others' resources that its own may refer to, as far as it has
-- followed their journals (services/rpc/known.h): each as its owner's journal had it last.
-- `owner` is the service that keeps it.
CREATE TABLE known (
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  owner TEXT NOT NULL,
  state BYTEA NOT NULL,
  PRIMARY KEY (root, name)
);
