DROP INDEX run_unfinished;
CREATE INDEX run_unfinished ON run (state, heartbeat_at) WHERE state IN ('pending', 'running');
