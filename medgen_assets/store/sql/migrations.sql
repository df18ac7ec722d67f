-- name: lock
-- Let one process at a time change the schema; the number is ours alone ("medgen" in ASCII).
SELECT pg_advisory_xact_lock(120265209079150)

-- name: has_record
-- Whether the schema was ever migrated.
SELECT to_regclass('schema_migration') IS NOT NULL

-- name: create_record
-- The record of what was applied.
CREATE TABLE IF NOT EXISTS schema_migration (
    number integer PRIMARY KEY CHECK (number >= 1),
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)

-- name: applied
-- What was applied, oldest first.
SELECT number, name, checksum, applied_at FROM schema_migration ORDER BY number

-- name: record
-- Write down that a migration was applied.
INSERT INTO schema_migration (number, name, checksum) VALUES (%(number)s, %(name)s, %(checksum)s)

-- name: forget
-- Write down that a migration was taken back.
DELETE FROM schema_migration WHERE number = %(number)s
