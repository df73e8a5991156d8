-- Wrong codes of the last minute, so that all replicas together slow down guessing. `client` and `tried` are keyed
-- hashes of an address and of a code; '' is an address that is not known. Each new row removes those that are older.
CREATE TABLE wrong_try (
    kind VARCHAR NOT NULL,
    client VARCHAR NOT NULL,
    tried VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);
