-- Roles belong to the cluster, not to this schema: an operator may have made them already, with logins and passwords.
DO $$
DECLARE wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['${writer}', '${reader}', '${reviewer}'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      EXCEPTION
        WHEN duplicate_object OR unique_violation THEN NULL; -- another schema is migrated at this moment
        WHEN insufficient_privilege THEN
          RAISE EXCEPTION 'role % is missing and user % may not create it: have an administrator run CREATE ROLE %',
            wanted, current_user, wanted;
      END;
    END IF;
  END LOOP;
END $$;

-- Text that would repeat in billions of rows is kept once and named by a small integer.
CREATE TABLE model_version (
  id            int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  version       text COLLATE "C" NOT NULL UNIQUE CHECK (version ~ '^[0-9a-f]{64}$'),
  bundle        text NOT NULL,
  precision     text NOT NULL,
  manifest      jsonb NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE model_version IS 'Everything that can change a score, by its hash: recipe, precision, text template, windowing.';

CREATE TABLE rule_set (
  id            int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash          text COLLATE "C" NOT NULL UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$'),
  registered_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE rule_set IS 'All field rules of a pipeline together, by their hash: a changed rule extracts again, without the model.';

CREATE TABLE run (
  run                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id             text COLLATE "C" NOT NULL UNIQUE,
  pipeline           text NOT NULL,
  owner              text,
  cost_center        text,
  source             text COLLATE "C" NOT NULL,
  pipeline_hash      text NOT NULL,
  source_fingerprint text NOT NULL,
  slices             int NOT NULL CHECK (slices >= 1),
  -- Counts the readings of the input: with changed input, slices that are finished are read again in a further pass.
  pass               int NOT NULL DEFAULT 1,
  model_version      int REFERENCES model_version,
  rule_set           int REFERENCES rule_set,
  millrace_version   text NOT NULL,
  settings           jsonb NOT NULL,
  state              text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed', 'stopped')),
  exit_code          int,
  error_kind         text,
  error_message      text,
  host               text NOT NULL,
  started_at         timestamptz NOT NULL DEFAULT now(),
  ended_at           timestamptz,
  summary            jsonb,
  -- The driver that may commit. No index holds the lease: a heartbeat is then a HOT update, and it takes a lock that
  -- does not wait for the FOR KEY SHARE that a slice's transaction holds until it commits.
  lease_owner        text,
  lease_token        bigint NOT NULL DEFAULT 1,
  lease_until        timestamptz
);
COMMENT ON COLUMN run.lease_token IS 'Rises with every driver; a slice commits only under the token it was given.';

-- The ledger: one row for each finished slice of a pass, inserted first in the slice's transaction. No row inserted
-- means that another attempt has won.
CREATE TABLE slice (
  run             bigint NOT NULL REFERENCES run,
  pass            int NOT NULL,
  slice           int NOT NULL,
  lease_token     bigint NOT NULL,
  attempt         int NOT NULL,
  -- Documents found unchanged that an earlier pass of the same run had decided: they count as decided once.
  carried         bigint NOT NULL DEFAULT 0,
  documents       bigint NOT NULL DEFAULT 0,
  decided         bigint NOT NULL DEFAULT 0,
  rejected        bigint NOT NULL DEFAULT 0,
  skipped_unchanged bigint NOT NULL DEFAULT 0,
  duplicates      bigint NOT NULL DEFAULT 0,
  repaired        bigint NOT NULL DEFAULT 0,
  truncated       bigint NOT NULL DEFAULT 0,
  fields          bigint NOT NULL DEFAULT 0,
  tokens          bigint NOT NULL DEFAULT 0,
  padded_tokens   bigint NOT NULL DEFAULT 0,
  windows         bigint NOT NULL DEFAULT 0,
  token_batches   bigint NOT NULL DEFAULT 0,
  read_nanos      bigint NOT NULL DEFAULT 0,
  tokenize_nanos  bigint NOT NULL DEFAULT 0,
  model_nanos     bigint NOT NULL DEFAULT 0,
  extract_nanos   bigint NOT NULL DEFAULT 0,
  write_nanos     bigint NOT NULL DEFAULT 0,
  wall_nanos      bigint NOT NULL DEFAULT 0,
  counters        jsonb NOT NULL DEFAULT '{}',
  committed_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run, pass, slice)
);

-- Every attempt with what it used. Losers stay: their work was done and paid for, as `repeated work`.
-- Attempts count from 0 again under a new driver, so its token is part of the key.
CREATE TABLE attempt (
  run             bigint NOT NULL REFERENCES run,
  pass            int NOT NULL,
  slice           int NOT NULL,
  lease_token     bigint NOT NULL,
  attempt         int NOT NULL,
  outcome         text NOT NULL CHECK (outcome IN ('committed', 'lost', 'failed')),
  documents       bigint NOT NULL DEFAULT 0,
  decided         bigint NOT NULL DEFAULT 0,
  rejected        bigint NOT NULL DEFAULT 0,
  skipped_unchanged bigint NOT NULL DEFAULT 0,
  duplicates      bigint NOT NULL DEFAULT 0,
  repaired        bigint NOT NULL DEFAULT 0,
  truncated       bigint NOT NULL DEFAULT 0,
  fields          bigint NOT NULL DEFAULT 0,
  tokens          bigint NOT NULL DEFAULT 0,
  padded_tokens   bigint NOT NULL DEFAULT 0,
  windows         bigint NOT NULL DEFAULT 0,
  token_batches   bigint NOT NULL DEFAULT 0,
  read_nanos      bigint NOT NULL DEFAULT 0,
  tokenize_nanos  bigint NOT NULL DEFAULT 0,
  model_nanos     bigint NOT NULL DEFAULT 0,
  extract_nanos   bigint NOT NULL DEFAULT 0,
  write_nanos     bigint NOT NULL DEFAULT 0,
  wall_nanos      bigint NOT NULL DEFAULT 0,
  started_at      timestamptz NOT NULL,
  ended_at        timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run, pass, slice, lease_token, attempt)
);

-- Which version the view current_decision shows.
CREATE TABLE serving (
  source        text COLLATE "C" NOT NULL,
  task          text COLLATE "C" NOT NULL,
  model_version int NOT NULL REFERENCES model_version,
  PRIMARY KEY (source, task)
);
