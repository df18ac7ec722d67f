-- Usage: what was made on each day, by whom; kept when the records of runs are pruned. And runs that are resumed.

ALTER TABLE run
    ADD COLUMN person text CHECK (person <> ''),
    ADD COLUMN stage text CHECK (stage <> ''),
    ADD COLUMN options jsonb CHECK (jsonb_typeof(options) = 'object'),
    ADD COLUMN process_mark text,
    ADD COLUMN connections jsonb CHECK (jsonb_typeof(connections) = 'object');

-- What is left of the earlier attempts at a run that was resumed.
CREATE TABLE run_attempt (
    run_id text NOT NULL REFERENCES run (run_id) ON DELETE CASCADE,
    attempt integer NOT NULL CHECK (attempt >= 1),
    state text NOT NULL CHECK (state IN ('failed', 'cancelled')),
    done bigint NOT NULL CHECK (done >= 0),
    error text,
    host text,
    process_id integer,
    started_at timestamptz,
    ended_at timestamptz NOT NULL,
    PRIMARY KEY (run_id, attempt)
);

CREATE TABLE usage (
    day date NOT NULL,
    person text NOT NULL CHECK (person <> ''),
    state text NOT NULL CHECK (state IN ('completed', 'failed', 'cancelled')),
    runs bigint NOT NULL CHECK (runs >= 0),
    patients bigint NOT NULL CHECK (patients >= 0),
    row_count bigint NOT NULL CHECK (row_count >= 0),
    bytes bigint NOT NULL CHECK (bytes >= 0),
    seconds double precision NOT NULL CHECK (seconds >= 0),
    connections_opened bigint NOT NULL CHECK (connections_opened >= 0),
    connection_requests bigint NOT NULL CHECK (connection_requests >= 0),
    connection_errors bigint NOT NULL CHECK (connection_errors >= 0),
    connection_wait_seconds double precision NOT NULL CHECK (connection_wait_seconds >= 0),
    PRIMARY KEY (day, person, state)
);

-- Whoever ends a run, and however, its usage is counted in the same transaction.
CREATE FUNCTION an_ended_run_is_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO usage AS known
    SELECT (NEW.ended_at AT TIME ZONE 'UTC')::date, coalesce(NEW.person, 'unknown'), NEW.state, 1, NEW.done,
           (SELECT coalesce(sum(value::bigint), 0) FROM jsonb_each_text(NEW.row_counts)), coalesce(NEW.bytes, 0),
           coalesce(greatest(extract(epoch FROM NEW.ended_at - NEW.started_at), 0), 0),
           coalesce((NEW.connections ->> 'connections_opened')::bigint, 0),
           coalesce((NEW.connections ->> 'requests')::bigint, 0),
           coalesce((NEW.connections ->> 'request_errors')::bigint, 0),
           coalesce((NEW.connections ->> 'requests_wait_ms')::double precision / 1000, 0)
    ON CONFLICT (day, person, state) DO UPDATE SET
        runs = known.runs + 1,
        patients = known.patients + excluded.patients,
        row_count = known.row_count + excluded.row_count,
        bytes = known.bytes + excluded.bytes,
        seconds = known.seconds + excluded.seconds,
        connections_opened = known.connections_opened + excluded.connections_opened,
        connection_requests = known.connection_requests + excluded.connection_requests,
        connection_errors = known.connection_errors + excluded.connection_errors,
        connection_wait_seconds = known.connection_wait_seconds + excluded.connection_wait_seconds;
    RETURN NULL;
END $$;

CREATE TRIGGER an_ended_run_is_counted AFTER UPDATE OF state ON run
    FOR EACH ROW WHEN (OLD.state IN ('pending', 'running') AND NEW.state IN ('completed', 'failed', 'cancelled'))
    EXECUTE FUNCTION an_ended_run_is_counted();

-- A failed or cancelled run may be taken up again; only what is completed is final.
CREATE OR REPLACE FUNCTION run_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('pending', 'running'), ('pending', 'failed'), ('pending', 'cancelled'),
        ('running', 'completed'), ('running', 'failed'), ('running', 'cancelled'),
        ('failed', 'running'), ('cancelled', 'running'))
    THEN
        RAISE EXCEPTION 'run % cannot go from % to %', OLD.run_id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
