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
