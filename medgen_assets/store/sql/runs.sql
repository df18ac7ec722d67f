-- name: create
-- A new run, waiting to start.
INSERT INTO run (run_id, scenario_name, scenario_fingerprint, scenario_version, seed, total, out_path, person,
                 options, host, process_id, process_mark, heartbeat_at)
VALUES (%(run_id)s, %(scenario_name)s, %(scenario_fingerprint)s, %(scenario_version)s, %(seed)s, %(total)s,
        %(out_path)s, %(person)s, %(options)s::jsonb, %(host)s, %(process_id)s, %(process_mark)s, now())

-- name: start
-- Work on the run begins, in a process that answers for it.
UPDATE run SET state = 'running', started_at = now(), heartbeat_at = now(),
       host = %(host)s, process_id = %(process_id)s, process_mark = %(process_mark)s
WHERE run_id = %(run_id)s AND state = 'pending'
RETURNING run_id

-- name: restart
-- Work on a run that ended badly begins again, in a process that answers for it; what it said before is kept.
WITH earlier AS (
    SELECT * FROM run WHERE run_id = %(run_id)s AND state IN ('failed', 'cancelled') FOR UPDATE
), kept AS (
    INSERT INTO run_attempt (run_id, attempt, state, done, error, host, process_id, started_at, ended_at)
    SELECT run_id, (SELECT count(*) + 1 FROM run_attempt WHERE run_id = %(run_id)s), state, done, error, host,
           process_id, started_at, ended_at
    FROM earlier
)
UPDATE run SET state = 'running', started_at = now(), heartbeat_at = now(), ended_at = NULL, error = NULL,
       cancel_requested_at = NULL, done = 0, patients_per_second = NULL, stage = NULL, connections = NULL,
       host = %(host)s, process_id = %(process_id)s, process_mark = %(process_mark)s
FROM earlier WHERE run.run_id = earlier.run_id
RETURNING run.run_id

-- name: attempts
-- The earlier attempts at a run, first one first.
SELECT attempt, state, done, error, host, process_id, started_at, ended_at
FROM run_attempt WHERE run_id = %(run_id)s ORDER BY attempt

-- name: lie_in
-- The run has a folder.
UPDATE run SET out_path = %(out_path)s, heartbeat_at = now()
WHERE run_id = %(run_id)s AND state = 'running' AND host = %(host)s AND process_id = %(process_id)s
RETURNING run_id

-- name: enter
-- Another stage begins; answers whether somebody asked for the run to be cancelled.
UPDATE run SET stage = %(stage)s, heartbeat_at = now()
WHERE run_id = %(run_id)s AND state = 'running' AND host = %(host)s AND process_id = %(process_id)s
RETURNING cancel_requested_at IS NOT NULL

-- name: progress
-- So many are done; answers whether somebody asked for the run to be cancelled.
UPDATE run SET done = %(done)s, total = coalesce(%(total)s, total), heartbeat_at = now(),
       patients_per_second = %(done)s / greatest(extract(epoch FROM clock_timestamp() - started_at), 0.001),
       connections = coalesce(%(connections)s::jsonb, connections)
WHERE run_id = %(run_id)s AND state = 'running' AND host = %(host)s AND process_id = %(process_id)s
RETURNING cancel_requested_at IS NOT NULL

-- name: add_dagster_run
-- Name a Dagster run that works for this run.
UPDATE run SET dagster_run_ids = dagster_run_ids || %(dagster_run_id)s::text
WHERE run_id = %(run_id)s AND NOT %(dagster_run_id)s = ANY(dagster_run_ids)

-- name: complete
-- The run ended well.
UPDATE run SET state = 'completed', ended_at = now(), done = total, row_counts = %(row_counts)s::jsonb,
       bytes = %(bytes)s, stage_seconds = %(stage_seconds)s::jsonb, outcomes = %(outcomes)s::jsonb,
       out_path = coalesce(%(out_path)s, out_path), stage = NULL,
       connections = coalesce(%(connections)s::jsonb, connections)
WHERE run_id = %(run_id)s AND state = 'running' AND host = %(host)s AND process_id = %(process_id)s
RETURNING run_id

-- name: fail
-- The run ended badly, and why.
UPDATE run SET state = 'failed', ended_at = now(), error = %(error)s,
       stage_seconds = coalesce(%(stage_seconds)s::jsonb, stage_seconds)
WHERE run_id = %(run_id)s
  AND (state = 'pending' OR state = 'running' AND host = %(host)s AND process_id = %(process_id)s)
RETURNING run_id

-- name: request_cancel
-- Ask for a run's end: a waiting one ends now, a running one at its next progress.
UPDATE run SET cancel_requested_at = coalesce(cancel_requested_at, now()),
       state = CASE state WHEN 'pending' THEN 'cancelled' ELSE state END,
       ended_at = CASE state WHEN 'pending' THEN now() ELSE ended_at END
WHERE run_id = %(run_id)s AND state IN ('pending', 'running')
RETURNING state

-- name: cancel
-- The run ended because somebody asked for it.
UPDATE run SET state = 'cancelled', ended_at = now()
WHERE run_id = %(run_id)s
  AND (state = 'pending' OR state = 'running' AND host = %(host)s AND process_id = %(process_id)s)
RETURNING run_id

-- name: is_cancelled
-- Whether somebody asked for the run's end.
SELECT cancel_requested_at IS NOT NULL OR state = 'cancelled' FROM run WHERE run_id = %(run_id)s

-- name: get
-- One run.
SELECT run_id, scenario_name, scenario_fingerprint, scenario_version, seed, person, state, stage, done, total,
       patients_per_second, stage_seconds, row_counts, bytes, outcomes, out_path, options, connections,
       dagster_run_ids, host, process_id, process_mark, heartbeat_at, cancel_requested_at, error, created_at,
       started_at, ended_at
FROM run WHERE run_id = %(run_id)s

-- name: of_dagster_run
-- The newest run that a Dagster run works for.
SELECT run_id, scenario_name, scenario_fingerprint, scenario_version, seed, person, state, stage, done, total,
       patients_per_second, stage_seconds, row_counts, bytes, outcomes, out_path, options, connections,
       dagster_run_ids, host, process_id, process_mark, heartbeat_at, cancel_requested_at, error, created_at,
       started_at, ended_at
FROM run WHERE dagster_run_ids @> ARRAY[%(dagster_run_id)s::text]
ORDER BY created_at DESC, run_id LIMIT 1

-- name: page
-- A page of runs, newest first.
SELECT run_id, scenario_name, scenario_fingerprint, scenario_version, seed, person, state, stage, done, total,
       patients_per_second, stage_seconds, row_counts, bytes, outcomes, out_path, options, connections,
       dagster_run_ids, host, process_id, process_mark, heartbeat_at, cancel_requested_at, error, created_at,
       started_at, ended_at
FROM run
WHERE (%(state)s::text IS NULL OR state = %(state)s)
  AND (%(scenario_name)s::text IS NULL OR scenario_name = %(scenario_name)s)
ORDER BY created_at DESC, run_id
LIMIT %(limit)s OFFSET %(offset)s

-- name: silent
-- Runs that ought to be at work or about to: on this host, or without a sign of life for so many seconds.
SELECT run_id, scenario_name, scenario_fingerprint, scenario_version, seed, person, state, stage, done, total,
       patients_per_second, stage_seconds, row_counts, bytes, outcomes, out_path, options, connections,
       dagster_run_ids, host, process_id, process_mark, heartbeat_at, cancel_requested_at, error, created_at,
       started_at, ended_at
FROM run
WHERE state IN ('pending', 'running')
  AND (host = %(host)s OR heartbeat_at < now() - make_interval(secs => %(seconds)s))
ORDER BY heartbeat_at, run_id

-- name: prunable
-- Ended runs, older than so many days, of which newer ones of the same scenario are kept; oldest first.
SELECT run_id, scenario_name, scenario_fingerprint, state, ended_at, out_path, dagster_run_ids
FROM run JOIN (
    SELECT run_id, row_number() OVER (PARTITION BY scenario_name ORDER BY created_at DESC, run_id) AS place
    FROM run
) AS ranked USING (run_id)
WHERE place > %(keep)s AND state = ANY(%(states)s) AND ended_at < now() - make_interval(days => %(days)s)
ORDER BY created_at, run_id
LIMIT %(limit)s

-- name: hold
-- Of these runs, those that nobody has taken up again meanwhile; nobody does until this transaction ends.
SELECT run_id FROM run WHERE run_id = ANY(%(run_ids)s) AND ended_at IS NOT NULL FOR UPDATE SKIP LOCKED

-- name: remove
-- Remove the records of these runs.
DELETE FROM run WHERE run_id = ANY(%(run_ids)s)

-- name: remove_documents
-- Remove the resolved scenarios of these runs that no other run was made of; answers their partition keys.
DELETE FROM scenario_document
WHERE fingerprint = ANY(%(fingerprints)s)
  AND NOT EXISTS (SELECT FROM run WHERE scenario_fingerprint = fingerprint AND NOT run_id = ANY(%(run_ids)s))
RETURNING partition_key
