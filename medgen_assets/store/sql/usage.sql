-- name: since
-- The usage of a day and all that followed.
SELECT day, person, state, runs, patients, row_count, bytes, seconds, connections_opened, connection_requests,
       connection_errors, connection_wait_seconds
FROM usage WHERE day >= %(day)s ORDER BY day, person, state
