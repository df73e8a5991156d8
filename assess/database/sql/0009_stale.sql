-- The services whose positions were written since `counted`, `newest` and `latest` were brought up to date: that is done
-- for all of them at once, when somebody reads many services, and not with each submission.
CREATE TABLE stale (service VARCHAR NOT NULL);
