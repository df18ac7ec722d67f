-- name: add
-- Store a new scenario; a deleted one of that name comes back with the document as its next version.
WITH kept AS (
    INSERT INTO scenario (name, current_version, is_automatic)
    VALUES (%(name)s, 1, %(is_automatic)s)
    ON CONFLICT (name) DO UPDATE
        SET current_version = scenario.current_version + 1, is_automatic = excluded.is_automatic,
            deleted_at = NULL, updated_at = now()
        WHERE scenario.deleted_at IS NOT NULL
    RETURNING name, current_version
)
INSERT INTO scenario_version (name, version, parent, author, note, document, fingerprint)
SELECT name, current_version, nullif(current_version - 1, 0),
       %(author)s, %(note)s, %(document)s::jsonb, %(fingerprint)s
FROM kept
RETURNING version

-- name: update
-- Store the next version if the writer knew the current one and says something else than it.
WITH moved AS (
    UPDATE scenario SET current_version = current_version + 1, updated_at = now()
    FROM scenario_version AS known
    WHERE scenario.name = %(name)s AND current_version = %(known_version)s AND deleted_at IS NULL
      AND known.name = scenario.name AND known.version = scenario.current_version
      AND known.fingerprint <> %(fingerprint)s
    RETURNING scenario.name, current_version
)
INSERT INTO scenario_version (name, version, parent, author, note, document, fingerprint)
SELECT name, current_version, current_version - 1,
       %(author)s, %(note)s, %(document)s::jsonb, %(fingerprint)s
FROM moved
RETURNING version

-- name: restore
-- Store an earlier version's document as the next version; a deleted scenario comes back.
WITH earlier AS (
    SELECT name, document, fingerprint FROM scenario_version
    WHERE name = %(name)s AND version = %(version)s
), moved AS (
    UPDATE scenario SET current_version = current_version + 1, deleted_at = NULL, updated_at = now()
    FROM earlier WHERE scenario.name = earlier.name
    RETURNING scenario.name, current_version
)
INSERT INTO scenario_version (name, version, parent, author, note, document, fingerprint)
SELECT moved.name, current_version, current_version - 1, %(author)s, %(note)s, document, fingerprint
FROM moved JOIN earlier USING (name)
RETURNING version

-- name: delete
-- Hide a scenario; its history stays.
UPDATE scenario SET deleted_at = now(), updated_at = now()
WHERE name = %(name)s AND deleted_at IS NULL
RETURNING name

-- name: mark_automatic
-- Say whether a scenario's data set is remade by itself when the scenario changes.
UPDATE scenario SET is_automatic = %(is_automatic)s, updated_at = now()
WHERE name = %(name)s AND deleted_at IS NULL
RETURNING name

-- name: state
-- The version a scenario has now and whether it was deleted.
SELECT current_version, deleted_at IS NOT NULL FROM scenario WHERE name = %(name)s

-- name: get
-- One version of a scenario, the current one unless another is named.
SELECT name, version, parent, author, note, fingerprint, version_row.created_at, is_automatic, document
FROM scenario JOIN scenario_version AS version_row USING (name)
WHERE name = %(name)s AND deleted_at IS NULL
  AND version = coalesce(%(version)s, current_version)

-- name: get_many
-- The current versions of many scenarios.
SELECT name, version, parent, author, note, fingerprint, version_row.created_at, is_automatic, document
FROM scenario JOIN scenario_version AS version_row USING (name)
WHERE name = ANY(%(names)s) AND deleted_at IS NULL AND version = current_version

-- name: page
-- A page of the stored scenarios without their documents.
SELECT name, version, author, note, fingerprint, is_automatic,
       scenario.created_at, updated_at, deleted_at
FROM scenario JOIN scenario_version AS version_row USING (name)
WHERE version = current_version
  AND (%(with_deleted)s OR deleted_at IS NULL)
  AND (%(is_automatic)s::boolean IS NULL OR is_automatic = %(is_automatic)s)
ORDER BY {order}, name
LIMIT %(limit)s OFFSET %(offset)s

-- name: count
-- How many scenarios there are on all pages together.
SELECT count(*) FROM scenario
WHERE (%(with_deleted)s OR deleted_at IS NULL)
  AND (%(is_automatic)s::boolean IS NULL OR is_automatic = %(is_automatic)s)

-- name: history
-- Every version of a scenario, newest first, without the documents; also of a deleted one.
SELECT name, version, parent, author, note, fingerprint, created_at
FROM scenario_version WHERE name = %(name)s ORDER BY version DESC

-- name: documents_of_versions
-- The documents of some versions of a scenario, also of a deleted one.
SELECT version, document FROM scenario_version
WHERE name = %(name)s AND version = ANY(%(versions)s)
