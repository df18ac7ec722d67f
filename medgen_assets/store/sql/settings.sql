-- name: get
-- A setting's value.
SELECT value FROM setting WHERE name = %(name)s

-- name: put
-- Set a setting.
INSERT INTO setting (name, value) VALUES (%(name)s, %(value)s::jsonb)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = now()
WHERE setting.value IS DISTINCT FROM excluded.value

-- name: remove
-- Forget a setting.
DELETE FROM setting WHERE name = %(name)s
