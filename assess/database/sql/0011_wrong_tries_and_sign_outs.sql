-- Wrong codes of the last minute, so that all replicas together slow down guessing. `client` and `tried` are keyed
-- hashes of an address and of a code; '' is an address that is not known. Each new row removes those that are older.
CREATE TABLE wrong_try (
    kind VARCHAR NOT NULL,
    client VARCHAR NOT NULL,
    tried VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

-- The time up to which a person's sign-ins have ended by signing out, in seconds since 1970, as the claim `iat` is.
CREATE TABLE signed_out (
    token VARCHAR NOT NULL,
    until DOUBLE PRECISION NOT NULL
);
