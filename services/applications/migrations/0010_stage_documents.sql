-- What stages and obligations require to be joined. The rounds of a stage follow from its history.
ALTER TABLE stage ADD COLUMN required_documents BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
ALTER TABLE obligation ADD COLUMN required_documents BYTEA NOT NULL DEFAULT /* sqlite: x''*/ /* postgresql: ''*/;
