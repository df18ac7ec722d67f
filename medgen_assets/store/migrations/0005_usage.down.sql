-- loses: usage, run_attempt, run.person, run.options, run.connections
DROP TRIGGER an_ended_run_is_counted ON run;
DROP FUNCTION an_ended_run_is_counted();
DROP TABLE usage;
DROP TABLE run_attempt;
ALTER TABLE run DROP COLUMN person, DROP COLUMN stage, DROP COLUMN options, DROP COLUMN process_mark,
    DROP COLUMN connections;

CREATE OR REPLACE FUNCTION run_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
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
