-- Nothing was ever written there.
ALTER TABLE response DROP COLUMN label;
