-- One row, put anew with everything that is written but the answers of a draft: while it stands, so does what was read.
CREATE TABLE edition (
    mark VARCHAR NOT NULL
);
