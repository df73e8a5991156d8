-- Digests of the rows that an act wrote, so that `verify` notices a row that was changed behind the program's back. Acts
-- recorded before this step have none.
ALTER TABLE event ADD COLUMN digest VARCHAR DEFAULT '';

UPDATE event SET digest = '' WHERE digest IS NULL;

ALTER TABLE event ALTER COLUMN digest SET NOT NULL;
