-- An invoice counts once by its natural key, which takes all its spellings for one
-- (db/tables/keys.h), and no more by its bytes.
DROP INDEX expense_invoice;
