-- The findings catalogue: finding models with their parts, each valid in some versions of the catalogue.

-- Comes with Postgres and may be made by whoever owns the database.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE finding_source (
    source text PRIMARY KEY CHECK (source <> ''),
    folder text NOT NULL,
    scanned integer NOT NULL CHECK (scanned >= 0),
    invalid integer NOT NULL CHECK (invalid BETWEEN 0 AND scanned),
    rejected integer NOT NULL CHECK (rejected BETWEEN 0 AND scanned),
    problems_fingerprint text NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now()
);

-- What is wrong with the files of a source, as its last load found them.
CREATE TABLE finding_problem (
    source text NOT NULL REFERENCES finding_source (source) ON DELETE CASCADE,
    problem_no integer NOT NULL,
    is_warning boolean NOT NULL,
    file text NOT NULL,
    place text NOT NULL,
    rule text NOT NULL CHECK (rule <> ''),
    message text NOT NULL,
    other text NOT NULL,
    PRIMARY KEY (source, problem_no)
);

-- The catalogue changes from version to version only; the largest number is the one in force.
CREATE TABLE catalogue_version (
    version integer PRIMARY KEY CHECK (version >= 1),
    action text NOT NULL CHECK (action IN ('load', 'restore')),
    source text,
    restored integer REFERENCES catalogue_version (version),
    inserted integer NOT NULL CHECK (inserted >= 0),
    updated integer NOT NULL CHECK (updated >= 0),
    removed integer NOT NULL CHECK (removed >= 0),
    models integer NOT NULL CHECK (models >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((action = 'restore') = (restored IS NOT NULL))
);

CREATE SEQUENCE finding_no AS bigint;

-- One content of one model; a change makes another row, and this one ends.
CREATE TABLE finding_model (
    finding_no bigint PRIMARY KEY,
    source text NOT NULL REFERENCES finding_source (source),
    versions int4multirange NOT NULL CHECK (NOT isempty(versions)),
    oifm_id text NOT NULL CHECK (oifm_id COLLATE "C" ~ '^OIFM_[A-Z]{3,4}_[0-9]{6}$'),
    organization text NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    slug text NOT NULL,
    description text NOT NULL,
    file text NOT NULL,
    file_sha256 text NOT NULL CHECK (length(file_sha256) = 64),
    attribute_ids text[] NOT NULL,
    tags text[] NOT NULL,
    modalities text[] NOT NULL,
    body_regions text[] NOT NULL,
    description_words text NOT NULL,
    other_words text NOT NULL,
    document json NOT NULL,
    words tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', description_words), 'C')
        || setweight(to_tsvector('english', other_words), 'D')
    ) STORED
);
-- Seven kilobytes that are seldom read: packing them would take a third of a load's time.
ALTER TABLE finding_model ALTER COLUMN document SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX finding_model_oifm_id ON finding_model (oifm_id) WHERE upper_inf(versions);
-- The models that medgen brings along may have the names of others.
CREATE UNIQUE INDEX finding_model_name ON finding_model ((source = 'medgen'), name_key) WHERE upper_inf(versions);
CREATE UNIQUE INDEX finding_model_slug ON finding_model ((source = 'medgen'), slug) WHERE upper_inf(versions);
CREATE INDEX finding_model_history ON finding_model (oifm_id);
CREATE INDEX finding_model_words ON finding_model USING gin (words) WITH (fastupdate = off);

-- What follows is written with its model and by nobody else; a foreign key would be asked a hundred thousand times.
-- Kinds of terms, in the order in which an exact match counts: 0 identifier, 1 name, 2 slug, 3 synonym.
CREATE TABLE finding_term (
    finding_no bigint NOT NULL,
    term_no smallint NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 0 AND 3),
    term_key text NOT NULL,
    term text NOT NULL,
    plain text NOT NULL,
    words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('english', plain)) STORED,
    word_count smallint NOT NULL GENERATED ALWAYS AS (length(to_tsvector('english', plain))) STORED,
    PRIMARY KEY (finding_no, term_no)
);
CREATE INDEX finding_term_key ON finding_term (term_key);
CREATE INDEX finding_term_words ON finding_term USING gin (words) WITH (fastupdate = off);

CREATE TABLE finding_attribute (
    finding_no bigint NOT NULL,
    attribute_no smallint NOT NULL,
    oifma_id text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('choice', 'numeric')),
    minimum numeric,
    maximum numeric,
    unit text,
    is_required boolean NOT NULL,
    max_selected integer,
    PRIMARY KEY (finding_no, attribute_no)
);
CREATE INDEX finding_attribute_oifma_id ON finding_attribute (oifma_id);

CREATE TABLE finding_value (
    finding_no bigint NOT NULL,
    attribute_no smallint NOT NULL,
    value_no smallint NOT NULL,
    value_code text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (finding_no, attribute_no, value_no)
);

CREATE TABLE finding_code (
    finding_no bigint NOT NULL,
    attribute_no smallint,
    value_no smallint,
    kind text NOT NULL CHECK (kind IN ('index', 'location')),
    system text NOT NULL,
    code text NOT NULL
);
CREATE INDEX finding_code_finding_no ON finding_code (finding_no);
CREATE INDEX finding_code_code ON finding_code (code, system);

-- No e-mail address is kept.
CREATE TABLE finding_contributor (
    finding_no bigint NOT NULL,
    contributor_no smallint NOT NULL,
    github_username text,
    name text NOT NULL,
    organization text,
    url text,
    PRIMARY KEY (finding_no, contributor_no)
);

-- Every word that names or describes a model or ever did, to find what a misspelt one meant.
CREATE TABLE finding_word (word text PRIMARY KEY);
CREATE INDEX finding_word_letters ON finding_word USING gin (word gin_trgm_ops) WITH (fastupdate = off);
