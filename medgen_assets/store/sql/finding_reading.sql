-- name: named
-- The models that a term names exactly, best kind of match first: identifier, name, slug, synonym.
SELECT DISTINCT ON (oifm_id) oifm_id, kind::integer, source, file, file_sha256, lower(versions), document
FROM unnest(%(kinds)s::smallint[], %(keys)s::text[]) AS looked_for (kind, term_key)
JOIN finding_term USING (kind, term_key) JOIN finding_model USING (finding_no)
WHERE CASE WHEN %(version)s::integer IS NULL THEN upper_inf(versions) ELSE versions @> %(version)s::integer END
ORDER BY oifm_id, kind

-- name: many
-- Models by identifier, as they are in force.
SELECT oifm_id, 0, source, file, file_sha256, lower(versions), document
FROM finding_model WHERE oifm_id = ANY(%(identifiers)s) AND upper_inf(versions)

-- name: with_attribute
-- The model that an attribute belongs to.
SELECT oifm_id, 0, source, file, file_sha256, lower(versions), document
FROM finding_attribute JOIN finding_model USING (finding_no)
WHERE finding_attribute.oifma_id = %(oifma_id)s
  AND CASE WHEN %(version)s::integer IS NULL THEN upper_inf(versions) ELSE versions @> %(version)s::integer END

-- name: with_code
-- Where an outside code stands: model, and attribute and value below it.
SELECT oifm_id, finding_model.name, source, system, code, finding_code.kind, oifma_id, finding_attribute.name,
       value_code, finding_value.name
FROM finding_code JOIN finding_model USING (finding_no)
LEFT JOIN finding_attribute USING (finding_no, attribute_no)
LEFT JOIN finding_value USING (finding_no, attribute_no, value_no)
WHERE code = %(code)s AND (%(systems)s::text[] IS NULL OR system = ANY(%(systems)s))
  AND CASE WHEN %(version)s::integer IS NULL THEN upper_inf(versions) ELSE versions @> %(version)s::integer END
ORDER BY oifm_id, attribute_no NULLS FIRST, value_no NULLS FIRST, system

-- name: sources
-- What was loaded, and what its last load found.
SELECT source, folder, loaded_at, scanned, invalid, rejected,
       (SELECT count(*) FROM finding_model WHERE finding_model.source = finding_source.source AND upper_inf(versions)),
       (SELECT count(*) FROM finding_problem WHERE finding_problem.source = finding_source.source AND NOT is_warning),
       (SELECT count(*) FROM finding_problem WHERE finding_problem.source = finding_source.source AND is_warning)
FROM finding_source ORDER BY source

-- name: totals
-- How much the catalogue holds now.
SELECT count(*), coalesce(sum(cardinality(attribute_ids)), 0),
       coalesce(sum((SELECT count(*) FROM finding_value WHERE finding_value.finding_no = finding_model.finding_no)), 0),
       coalesce(sum((SELECT count(*) FROM finding_term
                     WHERE finding_term.finding_no = finding_model.finding_no AND kind = 3)), 0)
FROM finding_model WHERE upper_inf(versions)

-- name: codes
-- Codes of models, by system.
SELECT system, count(*) FROM finding_code JOIN finding_model USING (finding_no)
WHERE upper_inf(versions) AND attribute_no IS NULL AND kind = 'index' GROUP BY system ORDER BY system

-- name: warnings
-- What the last loads warned of, by rule.
SELECT rule, count(*) FROM finding_problem WHERE is_warning GROUP BY rule ORDER BY count(*) DESC, rule

-- name: versions
-- The latest versions of the catalogue, newest first.
SELECT version, action, source, restored, inserted, updated, removed, models, created_at, is_pruned
FROM catalogue_version ORDER BY version DESC LIMIT %(limit)s

-- name: version
-- The version in force; 0 before the first load.
SELECT coalesce(max(version), 0) FROM catalogue_version

-- name: documents
-- All documents of one version, in the order of their files.
SELECT source, file, document FROM finding_model
WHERE CASE WHEN %(version)s::integer IS NULL THEN upper_inf(versions) ELSE versions @> %(version)s::integer END
  AND (%(sources)s::text[] IS NULL OR source = ANY(%(sources)s))
ORDER BY source, file
