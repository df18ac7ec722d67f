-- name: oldest
-- The oldest version that can be shown and restored; none before the first load.
SELECT min(version) FROM catalogue_version WHERE NOT is_pruned

-- name: forget
-- Note that versions before this one can no longer be shown.
UPDATE catalogue_version SET is_pruned = true WHERE version < %(first)s AND NOT is_pruned

-- name: remove
-- Remove the contents that hold in no version from this one on, with their parts.
WITH gone AS (
    DELETE FROM finding_model WHERE upper(versions) <= %(first)s RETURNING finding_no
), terms AS (
    DELETE FROM finding_term USING gone WHERE finding_term.finding_no = gone.finding_no
), attributes AS (
    DELETE FROM finding_attribute USING gone WHERE finding_attribute.finding_no = gone.finding_no
), choices AS (
    DELETE FROM finding_value USING gone WHERE finding_value.finding_no = gone.finding_no
), codes AS (
    DELETE FROM finding_code USING gone WHERE finding_code.finding_no = gone.finding_no
), contributors AS (
    DELETE FROM finding_contributor USING gone WHERE finding_contributor.finding_no = gone.finding_no
)
SELECT count(*) FROM gone
