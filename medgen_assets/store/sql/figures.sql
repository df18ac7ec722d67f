-- name: sessions
-- Client sessions of the server by database and state.
SELECT coalesce(datname, ''), coalesce(state, 'unknown'), count(*)
FROM pg_stat_activity WHERE backend_type = 'client backend'
GROUP BY 1, 2 ORDER BY 1, 2

-- name: max_connections
-- Sessions that the server allows.
SELECT current_setting('max_connections')::int

-- name: runs
-- Recorded runs by state.
SELECT state, count(*) FROM run GROUP BY state

-- name: durations
-- Seconds of the newest thousand recorded runs by state: median, 95 and 99 of a hundred.
SELECT state,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds),
       percentile_disc(0.95) WITHIN GROUP (ORDER BY seconds),
       percentile_disc(0.99) WITHIN GROUP (ORDER BY seconds)
FROM (
    SELECT state, extract(epoch FROM ended_at - started_at)::double precision AS seconds
    FROM run ORDER BY created_at DESC, run_id LIMIT 1000
) AS newest
WHERE seconds IS NOT NULL
GROUP BY state ORDER BY state

-- name: working
-- The runs at work, added up: patients done, asked, per second; and the figures of their processes' pools.
SELECT coalesce(sum(done), 0), coalesce(sum(total), 0), coalesce(sum(patients_per_second), 0),
       coalesce(sum((connections ->> 'max_size')::bigint), 0),
       coalesce(sum((connections ->> 'size')::bigint), 0),
       coalesce(sum((connections ->> 'in_use')::bigint), 0),
       coalesce(sum((connections ->> 'available')::bigint), 0),
       coalesce(sum((connections ->> 'waiting')::bigint), 0),
       coalesce(sum((connections ->> 'connections_opened')::bigint), 0),
       coalesce(sum((connections ->> 'requests')::bigint), 0),
       coalesce(sum((connections ->> 'request_errors')::bigint), 0),
       coalesce(sum((connections ->> 'requests_wait_ms')::double precision), 0)
FROM run WHERE state = 'running'

-- name: latest
-- Seconds by stage of the newest completed run.
SELECT stage.key, stage.value::double precision
FROM (
    SELECT stage_seconds FROM run WHERE state = 'completed' ORDER BY created_at DESC, run_id LIMIT 1
) AS newest, jsonb_each_text(newest.stage_seconds) AS stage
ORDER BY stage.key

-- name: usage
-- What ended runs made, by how they ended, over all days and persons.
SELECT state, sum(runs), sum(seconds), sum(patients), sum(row_count), sum(bytes),
       sum(connections_opened), sum(connection_requests), sum(connection_errors),
       sum(connection_wait_seconds) * 1000
FROM usage GROUP BY state ORDER BY state

-- name: catalogue
-- The version of the findings catalogue in force, and how many can be shown.
SELECT coalesce(max(version), 0), count(*) FILTER (WHERE NOT is_pruned) FROM catalogue_version

-- name: finding_sources
-- What each source of findings holds, and what its last load found.
SELECT source,
       (SELECT count(*) FROM finding_model WHERE finding_model.source = finding_source.source AND upper_inf(versions)),
       scanned, invalid, rejected,
       (SELECT count(*) FROM finding_problem WHERE finding_problem.source = finding_source.source AND is_warning)
FROM finding_source ORDER BY source
