-- name: put
-- Keep a resolved scenario; the same one again changes nothing.
INSERT INTO scenario_document (fingerprint, name, document)
VALUES (%(fingerprint)s, %(name)s, %(document)s::json)
ON CONFLICT (fingerprint) DO NOTHING

-- name: get
-- A resolved scenario by its fingerprint.
SELECT document FROM scenario_document WHERE fingerprint = %(fingerprint)s

-- name: get_by_partition_key
-- A resolved scenario by its Dagster partition key.
SELECT document FROM scenario_document WHERE partition_key = %(partition_key)s
