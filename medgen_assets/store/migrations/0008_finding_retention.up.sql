-- Contents of old versions of the catalogue may go; that there were these versions is still told.
ALTER TABLE catalogue_version ADD COLUMN is_pruned boolean NOT NULL DEFAULT false;
