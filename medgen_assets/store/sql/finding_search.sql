-- name: prepare
-- Plan a search once, and without compiling it: compiling takes longer than searching. Holds in this transaction.
SELECT set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)

-- name: search
-- Answer many queries at once: exact matches first, then what the words of the query say, names above synonyms
-- above descriptions above tags and attributes. A word that nothing holds is taken for the nearest that is known.
-- What is in force holds in every version to come, the last possible one included.
-- Of equals what injuries cause comes first, then the lower identifier.
-- What belongs together is added up, not joined, and OFFSET 0 keeps the indexes in use: the planner cannot guess
-- how many rows a search finds.
WITH wanted AS MATERIALIZED (
    SELECT query_no, group_no, is_said, weight, share, said, plainto_tsquery('english', said) AS looked_for
    FROM unnest(%(query_nos)s::integer[], %(group_nos)s::integer[], %(are_said)s::boolean[], %(weights)s::real[],
                %(shares)s::real[], %(words)s::text[]) AS given (query_no, group_no, is_said, weight, share, said)
    WHERE numnode(plainto_tsquery('english', said)) > 0
), held AS NOT MATERIALIZED (
    SELECT finding_no, oifm_id, name, source, words FROM finding_model
    WHERE versions @> coalesce(%(version)s::integer, 2147483646)
      AND (%(sources)s::text[] IS NULL OR source = ANY(%(sources)s))
      AND (%(organizations)s::text[] IS NULL OR organization = ANY(%(organizations)s))
      AND (%(tags)s::text[] IS NULL OR tags && %(tags)s)
      AND (%(modalities)s::text[] IS NULL OR modalities && %(modalities)s)
      AND (%(body_regions)s::text[] IS NULL OR body_regions && %(body_regions)s)
      AND (%(code_systems)s::text[] IS NULL OR EXISTS (
          SELECT FROM finding_code
          WHERE finding_code.finding_no = finding_model.finding_no AND attribute_no IS NULL
            AND system = ANY(%(code_systems)s)))
), hit AS MATERIALIZED (
    SELECT query_no, group_no, finding_no, term_no, kind, word_count, weight, share * (numnode(looked_for) + 1) / 2 AS words,
           weight * CASE kind WHEN 1 THEN 1.0 ELSE 0.9 END::real AS strength
    FROM wanted CROSS JOIN LATERAL (
        SELECT finding_no, term_no, kind, word_count FROM finding_term WHERE words @@ looked_for OFFSET 0
    ) AS term JOIN held USING (finding_no)
    UNION ALL
    SELECT query_no, group_no, finding_no, NULL, NULL, NULL, weight, 0, weight * strength
    FROM wanted CROSS JOIN LATERAL (
        SELECT finding_no, ts_rank('{0.1, 0.35, 0, 0}', words, looked_for) AS strength FROM held
        WHERE words @@ looked_for OFFSET 0
    ) AS said
), unknown AS MATERIALIZED (
    SELECT query_no, group_no, max(said) FILTER (WHERE is_said) AS said
    FROM (SELECT query_no, group_no, is_said, said FROM wanted
          UNION ALL
          SELECT query_no, group_no, false, NULL FROM (SELECT DISTINCT query_no, group_no FROM hit) AS known) AS either
    GROUP BY query_no, group_no
    HAVING NOT bool_or(said IS NULL)
), nearest AS MATERIALIZED (
    SELECT query_no, group_no, similarity::real AS weight, plainto_tsquery('english', word) AS looked_for
    FROM unknown CROSS JOIN LATERAL (
        SELECT word, similarity(word, said) AS similarity FROM finding_word
        WHERE word %% said ORDER BY similarity DESC, word LIMIT 3
    ) AS known
    WHERE similarity >= %(nearest)s AND length(said) >= 4 AND position(' ' IN said) = 0
      AND numnode(plainto_tsquery('english', word)) > 0
), every_hit AS MATERIALIZED (
    SELECT * FROM hit
    UNION ALL
    SELECT query_no, group_no, finding_no, term_no, kind, word_count, weight, 1,
           weight * CASE kind WHEN 1 THEN 1.0 ELSE 0.9 END::real
    FROM nearest CROSS JOIN LATERAL (
        SELECT finding_no, term_no, kind, word_count FROM finding_term WHERE words @@ looked_for OFFSET 0
    ) AS term JOIN held USING (finding_no)
    UNION ALL
    SELECT query_no, group_no, finding_no, NULL, NULL, NULL, weight, 0, weight * strength
    FROM nearest CROSS JOIN LATERAL (
        SELECT finding_no, ts_rank('{0.1, 0.35, 0, 0}', words, looked_for) AS strength FROM held
        WHERE words @@ looked_for OFFSET 0
    ) AS said
), size AS MATERIALIZED (
    SELECT coalesce(max(models), 0)::float8 AS models FROM catalogue_version
    WHERE version = coalesce(%(version)s::integer, (SELECT max(version) FROM catalogue_version))
), best AS MATERIALIZED (
    SELECT query_no, group_no, finding_no, max(strength) AS strength FROM every_hit
    GROUP BY query_no, group_no, finding_no
), rarity AS MATERIALIZED (
    SELECT query_no, group_no, ln(1 + (SELECT models FROM size) / (1 + sum(found))) AS rarity
    FROM (SELECT DISTINCT query_no, group_no, 0 AS found FROM wanted
          UNION ALL
          SELECT query_no, group_no, count(*) FROM best GROUP BY query_no, group_no) AS counted
    GROUP BY query_no, group_no
), ideas AS MATERIALIZED (
    SELECT query_no, group_no, rarity::float8, sum(rarity::float8) OVER query AS all_rarity,
           avg(rarity::float8) OVER query AS mean_rarity
    FROM rarity WINDOW query AS (PARTITION BY query_no)
), covered AS (
    SELECT query_no, finding_no, sum(strength * rarity) / min(all_rarity) AS covered
    FROM best JOIN ideas USING (query_no, group_no)
    GROUP BY query_no, finding_no
), named AS (
    SELECT query_no, finding_no, CASE kind WHEN 1 THEN 1.0 ELSE 0.9 END::float8 * 2 * sum(weight * rarity) / (
               min(all_rarity) + sum(weight * rarity) + min(mean_rarity) * greatest(0, word_count - sum(words))
           ) AS named
    FROM (SELECT query_no, group_no, finding_no, term_no, kind, word_count, max(weight) AS weight, max(words) AS words
          FROM every_hit WHERE term_no IS NOT NULL
          GROUP BY query_no, group_no, finding_no, term_no, kind, word_count) AS terms
    JOIN ideas USING (query_no, group_no)
    GROUP BY query_no, finding_no, term_no, kind, word_count
), exact AS (
    SELECT query_no, finding_no, kind
    FROM unnest(%(key_query_nos)s::integer[], %(key_kinds)s::smallint[], %(keys)s::text[])
        AS looked_for (query_no, kind, term_key)
    CROSS JOIN LATERAL (
        SELECT finding_no FROM finding_term
        WHERE finding_term.term_key = looked_for.term_key AND finding_term.kind = looked_for.kind
        OFFSET 0
    ) AS found
), scored AS (
    SELECT query_no, finding_no,
           coalesce(5 - min(kind), coalesce(max(named), 0) * 0.6 + coalesce(max(covered), 0) * 0.4) AS score
    FROM (SELECT query_no, finding_no, kind, NULL::float8 AS named, NULL::float8 AS covered FROM exact
          UNION ALL SELECT query_no, finding_no, NULL, named, NULL FROM named
          UNION ALL SELECT query_no, finding_no, NULL, NULL, covered FROM covered) AS reasons
    GROUP BY query_no, finding_no
), placed AS (
    SELECT query_no, oifm_id, name, score, source, row_number() OVER (
               PARTITION BY query_no
               ORDER BY round(score::numeric, 4) DESC, words @@ 'trauma | traumat | injuri'::tsquery DESC, oifm_id
           ) AS place
    FROM scored JOIN held USING (finding_no)
)
SELECT query_no, oifm_id, name, round(score::numeric, 4)::float8, source FROM placed
WHERE place > %(offset)s AND place <= %(offset)s + %(limit)s
ORDER BY query_no, place
