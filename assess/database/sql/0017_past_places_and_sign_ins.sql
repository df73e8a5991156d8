-- The kind and area that a service had before it moved: those who could read it there are known by it.
CREATE TABLE service_before (
    service VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    area VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

-- The pool that a kind and area left when peers were frozen in other pools.
CREATE TABLE pool_before (
    kind VARCHAR NOT NULL,
    area VARCHAR NOT NULL,
    pool VARCHAR NOT NULL,
    ended DATE NOT NULL
);

-- A digest of the sign-in of somebody who was forgotten, and the time up to which their sign-ins have ended, in seconds
-- since 1970: a browser that is still open would write name and sign-in again. It goes when no sign-in can be so old.
CREATE TABLE forgotten (digest VARCHAR NOT NULL, until DOUBLE PRECISION NOT NULL);

-- A row of a person has an act in the log that has its digest. When the person is forgotten, the salt goes with the row,
-- so that nobody can test with the digest who it was.
ALTER TABLE person ADD COLUMN salt VARCHAR;

UPDATE person SET salt = CAST(gen_random_uuid() AS VARCHAR);
