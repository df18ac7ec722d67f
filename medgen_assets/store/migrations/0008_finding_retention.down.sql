-- What was pruned does not come back.
ALTER TABLE catalogue_version DROP COLUMN is_pruned;
