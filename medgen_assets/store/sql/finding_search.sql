-- name: prepare
-- Plan a search once, without compiling it, which takes longer than searching, and join by hashing: the planner cannot
-- guess how many rows a search finds. Holds in this transaction, as the longest time (ms) of a search does.
SELECT set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true),
       set_config('enable_nestloop', 'off', true), set_config('enable_mergejoin', 'off', true),
       set_config('statement_timeout', %(longest_ms)s, true)

-- name: search
-- Answer many queries at once: exact matches first, then what the words of the query say, names above synonyms
-- above descriptions above tags and attributes. A word that no model ever held is taken for the nearest that is known:
-- the one with two letters changed about, else those with most pieces of three letters in common.
-- What is in force holds in every version to come, the last possible one included.
-- Of equals what injuries cause comes first, then the lower identifier.
-- Each word is looked for once, however many queries use it; LATERAL and OFFSET 0 keep the indexes in use.
WITH word AS MATERIALIZED (
    SELECT word_no, looked_for, (numnode(looked_for) + 1) / 2 AS words
    FROM unnest(%(words)s::text[]) WITH ORDINALITY AS given (said, word_no), plainto_tsquery('english', said) AS looked_for
    WHERE numnode(looked_for) > 0
), idea_word AS MATERIALIZED (
    SELECT idea_no, word_no, weight, share * words AS words
    FROM unnest(%(idea_nos)s::integer[], %(word_nos)s::bigint[], %(weights)s::real[], %(shares)s::real[])
        AS given (idea_no, word_no, weight, share)
    JOIN word USING (word_no)
), idea AS MATERIALIZED (
    SELECT idea_no::integer, said FROM unnest(%(said)s::text[]) WITH ORDINALITY AS given (said, idea_no)
    WHERE idea_no IN (SELECT idea_word.idea_no FROM idea_word)
), in_name AS MATERIALIZED (
    SELECT word_no, finding_no, term_no, kind, word_count FROM word CROSS JOIN LATERAL (
        SELECT finding_no, term_no, kind, word_count FROM finding_term WHERE finding_term.words @@ looked_for OFFSET 0
    ) AS term
), in_text AS MATERIALIZED (
    SELECT word_no, finding_no, strength FROM word CROSS JOIN LATERAL (
        SELECT finding_no, ts_rank('{0.1, 0.35, 0, 0}', finding_model.words, looked_for) AS strength FROM finding_model
        WHERE finding_model.words @@ looked_for OFFSET 0
    ) AS model
), nearest AS MATERIALIZED (
    SELECT idea_no, plainto_tsquery('english', word) AS looked_for,
           (%(misspelt)s::float8 * closeness / max(closeness) OVER (PARTITION BY idea_no))::real AS weight
    FROM idea CROSS JOIN LATERAL (
        SELECT word, max(closeness) AS closeness
        FROM (SELECT word, similarity(word, said) AS closeness FROM finding_word WHERE word %% said
              UNION ALL
              SELECT word, 1 FROM finding_word WHERE word = ANY(ARRAY(
                  SELECT overlay(said PLACING reverse(substr(said, place, 2)) FROM place)
                  FROM generate_series(1, length(said) - 1) AS place))) AS known
        WHERE closeness >= %(nearest)s AND numnode(plainto_tsquery('english', word)) > 0
        GROUP BY word ORDER BY closeness DESC, word LIMIT 3
    ) AS close
    WHERE idea_no NOT IN (SELECT idea_word.idea_no FROM idea_word WHERE word_no IN (
              SELECT word_no FROM in_name UNION ALL SELECT word_no FROM in_text))
      AND length(said) >= 4 AND position(' ' IN said) = 0
), near_name AS MATERIALIZED (
    SELECT idea_no, weight, finding_no, term_no, kind, word_count FROM nearest CROSS JOIN LATERAL (
        SELECT finding_no, term_no, kind, word_count FROM finding_term WHERE finding_term.words @@ looked_for OFFSET 0
    ) AS term
), near_text AS MATERIALIZED (
    SELECT idea_no, weight, finding_no, strength FROM nearest CROSS JOIN LATERAL (
        SELECT finding_no, ts_rank('{0.1, 0.35, 0, 0}', finding_model.words, looked_for) AS strength FROM finding_model
        WHERE finding_model.words @@ looked_for OFFSET 0
    ) AS model
), exact AS MATERIALIZED (
    SELECT query_no, finding_no, 5 - kind AS score
    FROM unnest(%(key_query_nos)s::integer[], %(key_kinds)s::smallint[], %(keys)s::text[])
        AS looked_for (query_no, kind, term_key)
    CROSS JOIN LATERAL (
        SELECT finding_no FROM finding_term
        WHERE finding_term.term_key = looked_for.term_key AND finding_term.kind = looked_for.kind OFFSET 0
    ) AS term
), held AS MATERIALIZED (
    SELECT finding_no FROM finding_model
    WHERE finding_no = ANY(ARRAY(
          SELECT finding_no FROM in_name UNION SELECT finding_no FROM in_text UNION SELECT finding_no FROM exact
          UNION SELECT finding_no FROM near_name UNION SELECT finding_no FROM near_text))
      AND versions @> coalesce(%(version)s::integer, 2147483646)
      AND (%(sources)s::text[] IS NULL OR source = ANY(%(sources)s))
      AND (%(organizations)s::text[] IS NULL OR organization = ANY(%(organizations)s))
      AND (%(tags)s::text[] IS NULL OR tags && %(tags)s)
      AND (%(modalities)s::text[] IS NULL OR modalities && %(modalities)s)
      AND (%(body_regions)s::text[] IS NULL OR body_regions && %(body_regions)s)
      AND (%(code_systems)s::text[] IS NULL OR EXISTS (
          SELECT FROM finding_code
          WHERE finding_code.finding_no = finding_model.finding_no AND attribute_no IS NULL
            AND system = ANY(%(code_systems)s)))
), best AS MATERIALIZED (
    SELECT idea_no, finding_no, max(strength) AS strength
    FROM (SELECT idea_no, finding_no, weight * CASE kind WHEN 1 THEN 1.0 ELSE 0.9 END::real AS strength
          FROM in_name JOIN idea_word USING (word_no)
          UNION ALL SELECT idea_no, finding_no, weight * strength FROM in_text JOIN idea_word USING (word_no)
          UNION ALL SELECT idea_no, finding_no, weight * CASE kind WHEN 1 THEN 1.0 ELSE 0.9 END::real FROM near_name
          UNION ALL SELECT idea_no, finding_no, weight * strength FROM near_text) AS said
    JOIN held USING (finding_no)
    GROUP BY idea_no, finding_no
), rarity AS MATERIALIZED (
    SELECT idea_no, ln(1 + models / (1 + coalesce(found, 0))) AS rarity
    FROM idea LEFT JOIN (SELECT idea_no, count(*)::float8 AS found FROM best GROUP BY idea_no) AS counted USING (idea_no)
    CROSS JOIN (SELECT coalesce(max(models), 0)::float8 AS models FROM catalogue_version WHERE version =
        coalesce(%(version)s::integer, (SELECT max(version) FROM catalogue_version))) AS size
), asked AS MATERIALIZED (
    SELECT query_no, idea_no, rarity, sum(rarity) OVER query AS all_rarity, avg(rarity) OVER query AS mean_rarity
    FROM unnest(%(query_nos)s::integer[], %(query_idea_nos)s::integer[]) AS given (query_no, idea_no)
    JOIN rarity USING (idea_no) WINDOW query AS (PARTITION BY query_no)
), in_term AS MATERIALIZED (
    SELECT idea_no, finding_no, term_no, kind, word_count, max(weight) AS weight, max(words) AS words
    FROM (SELECT idea_no, finding_no, term_no, kind, word_count, weight, words FROM in_name JOIN idea_word USING (word_no)
          UNION ALL SELECT idea_no, finding_no, term_no, kind, word_count, weight, 1 FROM near_name) AS said
    JOIN held USING (finding_no)
    GROUP BY idea_no, finding_no, term_no, kind, word_count
), reason AS (
    SELECT query_no, finding_no, score AS exact, NULL::float8 AS named, NULL::float8 AS covered
    FROM exact JOIN held USING (finding_no)
    UNION ALL
    SELECT query_no, finding_no, NULL, CASE min(kind) WHEN 1 THEN 1.0 ELSE 0.9 END::float8 * 2 * sum(weight * rarity) / (
               min(all_rarity) + sum(weight * rarity)
               + min(mean_rarity) * greatest(0, min(word_count) - sum(words))), NULL
    FROM in_term JOIN asked USING (idea_no) GROUP BY query_no, finding_no, term_no
    UNION ALL
    SELECT query_no, finding_no, NULL, NULL, sum(strength * rarity) / min(all_rarity)
    FROM best JOIN asked USING (idea_no) GROUP BY query_no, finding_no
), scored AS (
    SELECT query_no, finding_no, round(10000 * coalesce(
               max(exact), coalesce(max(named), 0) * 0.6 + coalesce(max(covered), 0) * 0.4))::integer AS score
    FROM reason GROUP BY query_no, finding_no
), near_the_top AS (
    SELECT query_no, finding_no, score
    FROM (SELECT *, rank() OVER (PARTITION BY query_no ORDER BY score DESC) AS place FROM scored) AS ranked
    WHERE place <= %(offset)s + %(limit)s
), placed AS (
    SELECT query_no, oifm_id, name, score, source, row_number() OVER (
               PARTITION BY query_no ORDER BY score DESC, is_of_injury DESC, oifm_id
           ) AS place
    FROM near_the_top CROSS JOIN LATERAL (
        SELECT oifm_id, name, source, words @@ 'trauma | traumat | injuri'::tsquery AS is_of_injury
        FROM finding_model WHERE finding_model.finding_no = near_the_top.finding_no OFFSET 0
    ) AS model
)
SELECT query_no, oifm_id, name, score / 10000.0::float8, source FROM placed
WHERE place > %(offset)s AND place <= %(offset)s + %(limit)s
ORDER BY query_no, place
