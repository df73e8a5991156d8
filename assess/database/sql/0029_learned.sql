-- How a service climbed, in its own words, and which role there can be asked. The last row of a service counts; a blank
-- one takes it back.
CREATE TABLE learned (
    number BIGINT NOT NULL,
    service VARCHAR NOT NULL,
    how VARCHAR NOT NULL,
    contact VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);
