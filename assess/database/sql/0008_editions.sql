-- How each mark stands that programs which share a database look at: what they remember holds while it is the same.
-- One program that has a file to itself counts for itself.
DROP TABLE edition;

CREATE TABLE edition (mark VARCHAR NOT NULL, stands VARCHAR NOT NULL);
