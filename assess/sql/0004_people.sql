-- Who has signed in, so that an administrator can find them. The name is what the identity provider says.
CREATE TABLE person (principal VARCHAR NOT NULL, name VARCHAR NOT NULL, moment TIMESTAMP NOT NULL);

-- A role over something, given or taken away: the newest row of a principal, role and scope stands.
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
