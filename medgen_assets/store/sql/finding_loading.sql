-- name: lock
-- One change of the catalogue at a time; readers never wait.
SELECT pg_advisory_xact_lock(120265209079153)

-- name: version
-- The version in force; 0 before the first load.
SELECT coalesce(max(version), 0) FROM catalogue_version

-- name: held
-- What the catalogue holds now, as far as a load needs to know it.
SELECT finding_no, source, file, file_sha256, oifm_id, name, slug, attribute_ids
FROM finding_model WHERE upper_inf(versions) ORDER BY oifm_id

-- name: source
-- What the last load of a source found.
SELECT folder, scanned, invalid, rejected, problems_fingerprint FROM finding_source WHERE source = %(source)s

-- name: keep_source
-- Note what this load of a source found.
INSERT INTO finding_source (source, folder, scanned, invalid, rejected, problems_fingerprint)
VALUES (%(source)s, %(folder)s, %(scanned)s, %(invalid)s, %(rejected)s, %(problems_fingerprint)s)
ON CONFLICT (source) DO UPDATE SET folder = excluded.folder, scanned = excluded.scanned,
    invalid = excluded.invalid, rejected = excluded.rejected,
    problems_fingerprint = excluded.problems_fingerprint, loaded_at = now()

-- name: forget_problems
-- Make room for the problems of this load.
DELETE FROM finding_problem WHERE source = %(source)s

-- name: copy_problems
-- Fill the table of problems.
COPY finding_problem (source, problem_no, is_warning, file, place, rule, message, other) FROM STDIN

-- name: numbers
-- Numbers for models to come.
SELECT nextval('finding_no') FROM generate_series(1, %(count)s)

-- name: end
-- End contents that are replaced or removed: they hold up to the version before this one.
UPDATE finding_model SET versions = versions * int4multirange(int4range(NULL, %(version)s::integer))
WHERE finding_no = ANY(%(finding_nos)s)

-- name: copy_models
-- Fill the table of models.
COPY finding_model (finding_no, source, versions, oifm_id, organization, name, name_key, slug, description, file,
    file_sha256, attribute_ids, tags, modalities, body_regions, description_words, other_words, document) FROM STDIN

-- name: copy_terms
-- Fill the table of terms.
COPY finding_term (finding_no, term_no, kind, term_key, term, plain) FROM STDIN

-- name: copy_attributes
-- Fill the table of attributes.
COPY finding_attribute (finding_no, attribute_no, oifma_id, name, kind, minimum, maximum, unit, is_required,
    max_selected) FROM STDIN

-- name: copy_values
-- Fill the table of values.
COPY finding_value (finding_no, attribute_no, value_no, value_code, name) FROM STDIN

-- name: copy_codes
-- Fill the table of codes.
COPY finding_code (finding_no, attribute_no, value_no, kind, system, code) FROM STDIN

-- name: copy_contributors
-- Fill the table of contributors.
COPY finding_contributor (finding_no, contributor_no, github_username, name, organization, url) FROM STDIN

-- name: learn_words
-- Learn the words of models just stored.
INSERT INTO finding_word (word)
SELECT DISTINCT word
FROM (
    SELECT string_to_table(plain, ' ') FROM finding_term WHERE finding_no >= %(first)s
    UNION ALL
    SELECT string_to_table(description_words, ' ') FROM finding_model WHERE finding_no >= %(first)s
) AS said (word)
WHERE length(word) BETWEEN 4 AND 100
ON CONFLICT DO NOTHING

-- name: stamp
-- Stamp the next version of the catalogue.
INSERT INTO catalogue_version (version, action, source, restored, inserted, updated, removed, models)
SELECT %(version)s, %(action)s, %(source)s, %(restored)s::integer, %(inserted)s, %(updated)s, %(removed)s,
       (SELECT count(*) FROM finding_model WHERE upper_inf(versions))

-- name: analyze
-- Let the planner know what came in.
ANALYZE finding_model, finding_term, finding_attribute, finding_value, finding_code, finding_word

-- name: end_what_came_after
-- End what holds now and did not hold in the version that is restored.
UPDATE finding_model SET versions = versions * int4multirange(int4range(NULL, %(version)s::integer))
WHERE upper_inf(versions) AND NOT versions @> %(restored)s::integer

-- name: begin_again
-- Let what held in the version that is restored hold again.
UPDATE finding_model SET versions = versions + int4multirange(int4range(%(version)s::integer, NULL))
WHERE NOT upper_inf(versions) AND versions @> %(restored)s::integer
RETURNING oifm_id
