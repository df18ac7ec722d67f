-- Stored scenarios: what an author keeps, with every version of it.

CREATE TABLE scenario (
    name text PRIMARY KEY CHECK (name COLLATE "C" ~ '^[a-z][a-z0-9_]{0,62}$'),
    current_version integer NOT NULL CHECK (current_version >= 1),
    is_automatic boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);

CREATE TABLE scenario_version (
    name text NOT NULL REFERENCES scenario (name),
    version integer NOT NULL CHECK (version >= 1),
    parent integer CHECK (parent < version),
    author text NOT NULL CHECK (author <> ''),
    note text NOT NULL DEFAULT '',
    document jsonb NOT NULL CHECK (jsonb_typeof(document) = 'object'),
    fingerprint text NOT NULL CHECK (fingerprint COLLATE "C" ~ '^[0-9a-f]{64}$'),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (name, version),
    FOREIGN KEY (name, parent) REFERENCES scenario_version (name, version)
);

-- Deferred, because a scenario and its new version name each other.
ALTER TABLE scenario ADD FOREIGN KEY (name, current_version)
    REFERENCES scenario_version (name, version) DEFERRABLE INITIALLY DEFERRED;

CREATE INDEX scenario_by_change ON scenario (updated_at DESC, name);

CREATE FUNCTION history_does_not_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'version % of scenario % is history and does not change', OLD.version, OLD.name
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER history_does_not_change BEFORE UPDATE OR DELETE ON scenario_version
    FOR EACH ROW EXECUTE FUNCTION history_does_not_change();
