-- What the statements ask of DuckDB and PostgreSQL calls otherwise. Run whenever the database is opened.
CREATE OR REPLACE FUNCTION list_contains(list VARCHAR[], sought VARCHAR) RETURNS BOOLEAN
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS 'SELECT sought = ANY (list)';
