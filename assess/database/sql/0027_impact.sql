-- What changed because of people. Each correction is a row of its own: the newest row of a key says how it stands, and
-- `withdrawn` that it stands no more. `programme` is the one in which the service was on that day.
CREATE TABLE impact (
    number BIGINT NOT NULL,
    key VARCHAR NOT NULL,
    service VARCHAR NOT NULL,
    programme VARCHAR NOT NULL,
    happened DATE NOT NULL,
    what VARCHAR NOT NULL,
    idea VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    framework VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);
-- What the chair of the people's network writes before a programme's report on a year; the newest row stands.
CREATE TABLE foreword (
    number BIGINT NOT NULL,
    programme VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    words VARCHAR NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);
-- What a sheet says has changed because of people; NULL in sheets from before.
ALTER TABLE publication ADD COLUMN changed VARCHAR;
