-- TRUE where somebody said that they don't know, else NULL.
ALTER TABLE answer ADD COLUMN dont_know BOOLEAN;

-- How many people said so beside the level of the others, 0 where that may not be said.
ALTER TABLE position ADD COLUMN unsure INTEGER;

UPDATE position SET unsure = 0;
