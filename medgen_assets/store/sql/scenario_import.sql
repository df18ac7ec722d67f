-- name: lock
-- One import at a time, so that two of the same scenarios end as if one had followed the other.
SELECT pg_advisory_xact_lock(120265209079152)

-- name: stage
-- A place to copy the scenarios of one import to; it vanishes with the transaction.
CREATE TEMPORARY TABLE staged_scenario (
    place integer NOT NULL,
    name text NOT NULL,
    document text NOT NULL,
    fingerprint text NOT NULL
) ON COMMIT DROP

-- name: copy
-- Fill the staging table.
COPY staged_scenario (place, name, document, fingerprint) FROM STDIN

-- name: rejected
-- What cannot be stored, and why; of scenarios with the same name, the place of another.
SELECT place, name, CASE WHEN others > 1 THEN 'the name stands twice in this import'
                         ELSE 'a name is a small letter, then up to 62 small letters, digits or underscores' END,
       CASE WHEN others > 1 THEN other END
FROM (
    SELECT place, name, count(*) OVER same AS others,
           CASE WHEN place = min(place) OVER same THEN max(place) OVER same ELSE min(place) OVER same END AS other
    FROM staged_scenario WINDOW same AS (PARTITION BY name)
) AS looked_at
WHERE others > 1 OR name COLLATE "C" !~ '^[a-z][a-z0-9_]{0,62}$'
ORDER BY place

-- name: remove_rejected
-- Take out of the staging table what cannot be stored.
DELETE FROM staged_scenario WHERE place = ANY(%(places)s)

-- name: store
-- Store what is new or says something new, in the order of names so that two imports never wait for each other;
-- tell which were new. A row that says nothing new is not touched.
WITH news AS (
    SELECT staged.* FROM staged_scenario AS staged
    LEFT JOIN scenario ON scenario.name = staged.name AND scenario.deleted_at IS NULL
    LEFT JOIN scenario_version AS known
        ON known.name = scenario.name AND known.version = scenario.current_version
    WHERE known.fingerprint IS DISTINCT FROM staged.fingerprint
), kept AS (
    INSERT INTO scenario (name, current_version)
    SELECT name, 1 FROM news ORDER BY name
    ON CONFLICT (name) DO UPDATE
        SET current_version = scenario.current_version + 1, deleted_at = NULL, updated_at = now()
    RETURNING name, current_version
), stored AS (
    INSERT INTO scenario_version (name, version, parent, author, note, document, fingerprint)
    SELECT name, current_version, nullif(current_version - 1, 0), %(author)s, %(note)s,
           document::jsonb, fingerprint
    FROM kept JOIN news USING (name)
    RETURNING version
)
SELECT count(*) FILTER (WHERE version = 1), count(*) FILTER (WHERE version > 1) FROM stored
