-- Whether people's level says how it is for them alone, so that it has no difference from the service's.
ALTER TABLE position ADD COLUMN is_experience BOOLEAN;

UPDATE position SET is_experience = FALSE;
