-- Somebody who answers by a code comes back by three words. Only a slow digest of them is kept.
CREATE TABLE return_words (response VARCHAR NOT NULL, digest VARCHAR NOT NULL);

-- The one browser that has such a response open: a digest of the secret in its URL, and the words as a number that only
-- the secret makes readable. The row goes when the answers are submitted or closed on that device.
CREATE TABLE pass (
    response VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    sealed BIGINT NOT NULL,
    moment TIMESTAMP NOT NULL
);
