-- Runs: one execution of a scenario with a seed, from pending to one of three ends.

CREATE TABLE run (
    run_id text PRIMARY KEY CHECK (run_id <> ''),
    scenario_name text NOT NULL,
    scenario_fingerprint text NOT NULL CHECK (scenario_fingerprint COLLATE "C" ~ '^[0-9a-f]{64}$'),
    scenario_version integer,
    seed bigint NOT NULL CHECK (seed >= 0),
    state text NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    done bigint NOT NULL DEFAULT 0 CHECK (done >= 0),
    total bigint NOT NULL CHECK (total >= done),
    patients_per_second double precision CHECK (patients_per_second >= 0),
    stage_seconds jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(stage_seconds) = 'object'),
    row_counts jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(row_counts) = 'object'),
    bytes bigint CHECK (bytes >= 0),
    outcomes jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(outcomes) = 'object'),
    out_path text,
    dagster_run_ids text[] NOT NULL DEFAULT '{}',
    host text,
    process_id integer,
    heartbeat_at timestamptz,
    cancel_requested_at timestamptz,
    error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT an_ended_run_has_its_end CHECK
        ((state IN ('completed', 'failed', 'cancelled')) = (ended_at IS NOT NULL)),
    CONSTRAINT a_running_run_has_its_start CHECK
        (state <> 'running' OR (started_at IS NOT NULL AND heartbeat_at IS NOT NULL)),
    CONSTRAINT a_failed_run_says_why CHECK (state <> 'failed' OR error <> '')
);

CREATE INDEX run_newest ON run (created_at DESC, run_id);
CREATE INDEX run_by_scenario ON run (scenario_name, created_at DESC);
CREATE INDEX run_unfinished ON run (state, heartbeat_at) WHERE state IN ('pending', 'running');

CREATE FUNCTION run_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('pending', 'running'), ('pending', 'failed'), ('pending', 'cancelled'),
        ('running', 'completed'), ('running', 'failed'), ('running', 'cancelled'))
    THEN
        RAISE EXCEPTION 'run % cannot go from % to %', OLD.run_id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER run_moves_forward BEFORE UPDATE OF state ON run
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION run_moves_forward();
