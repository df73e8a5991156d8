-- What a service gives back to the people who answered, or takes back: its newest row in a round counts. Texts have a
-- line for each point; the keys of the promised actions have one too, and the state of an action is read from the action.
CREATE TABLE publication (
    number BIGINT NOT NULL,
    service VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    told VARCHAR NOT NULL,
    heard VARCHAR NOT NULL,
    promised VARCHAR NOT NULL,
    actions VARCHAR NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    principal VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);
