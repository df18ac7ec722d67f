-- name: allowed_clients
-- How many connections the server leaves for ordinary clients.
SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
