-- Settings of this installation: one JSON value by name.

CREATE TABLE setting (
    name text PRIMARY KEY CHECK (name COLLATE "C" ~ '^[a-z][a-z0-9_.]{0,62}$'),
    value jsonb NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);
