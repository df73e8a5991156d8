-- Links that open one result, comparison or paper without an account, to be read only. Of the secret in a link's URL
-- there is a digest alone; `about` is a service or a programme, and the other columns narrow what is shown of it.
CREATE TABLE link (
    key VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    page VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    earlier VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    area VARCHAR NOT NULL,
    whose VARCHAR NOT NULL,
    words BOOLEAN NOT NULL,
    until DATE NOT NULL,
    principal VARCHAR NOT NULL,
    made TIMESTAMP NOT NULL
);

-- A link that was revoked before its last day.
CREATE TABLE link_end (
    link VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);

-- The days on which a link was opened: not how often on a day, and not by whom.
CREATE TABLE link_opened (
    link VARCHAR NOT NULL,
    day DATE NOT NULL
);
