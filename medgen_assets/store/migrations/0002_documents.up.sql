-- Resolved scenarios, found by what they say: what a Dagster partition key stands for.

CREATE TABLE scenario_document (
    fingerprint text PRIMARY KEY CHECK (fingerprint COLLATE "C" ~ '^[0-9a-f]{64}$'),
    name text NOT NULL CHECK (name COLLATE "C" ~ '^[a-z][a-z0-9_]{0,62}$'),
    -- Seventy-six characters at most; the first twelve of the fingerprint tell seeds and sizes apart.
    partition_key text NOT NULL UNIQUE GENERATED ALWAYS AS (name || '@' || left(fingerprint, 12)) STORED,
    -- json, not jsonb: it keeps every number as it was written, which the fingerprint is taken over.
    document json NOT NULL CHECK (json_typeof(document) = 'object'),
    created_at timestamptz NOT NULL DEFAULT now()
);
