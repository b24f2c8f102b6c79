-- Where this database belongs (db/instance.h): the identity of its folder, or its own on a
-- server, and the service whose it is.
CREATE TABLE instance (
  root TEXT NOT NULL,
  uuid TEXT NOT NULL,
  service TEXT NOT NULL,
  PRIMARY KEY (root)
);
