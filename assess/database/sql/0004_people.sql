-- Who has signed in or was given a role. Everything else knows them by `token` alone, so that they can be forgotten.
-- `principal` is their issuer and subject; the name is what the identity provider says, '' until they have signed in.
CREATE TABLE person (
    token VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

-- A role over something, given or taken away; `principal` is a token. The newest row of a principal, role and scope stands.
CREATE TABLE granted (
    number BIGINT NOT NULL,
    principal VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    scope VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    given BOOLEAN NOT NULL,
    by_whom VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);
