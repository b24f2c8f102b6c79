-- What the columns of folded texts and natural keys were last filled from (db/keys.h).
CREATE TABLE key_basis (
  root TEXT NOT NULL,
  basis TEXT NOT NULL,
  PRIMARY KEY (root)
);
