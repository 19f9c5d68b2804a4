-- Makes tables and grants only: takes no lock on a table that holds rows, but gold's for the moment of its grant.

-- One row at most. In the database and not in a file: marks without their key would let every forgotten document come back,
-- unnoticed. The price: whoever reads this table, or a backup, can test a guessed id against the marks.
CREATE TABLE forget_key (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  key       bytea NOT NULL CHECK (octet_length(key) = 32),
  made_at   timestamptz NOT NULL DEFAULT now()
);

-- Documents that are not to come back, by a keyed hash, so that no id rests here.
CREATE TABLE forgotten (
  mark         bytea PRIMARY KEY CHECK (octet_length(mark) = 32),
  entry        bigint GENERATED ALWAYS AS IDENTITY,
  source       text COLLATE "C" NOT NULL,
  forgotten_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (source, entry)
);
COMMENT ON COLUMN forgotten.mark IS 'HMAC-SHA-256 under forget_key over source and document id, each as UTF-8 behind its length in 4 bytes.';
COMMENT ON COLUMN forgotten.entry IS 'Rises in the order of commits, since whoever adds rows holds the table: what is above a slice''s horizon is new to it.';

-- What was erased, never whose: no id, no content.
CREATE TABLE audit (
  audit         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  what          text NOT NULL CHECK (what IN ('purge', 'retention', 'forget', 'undo')),
  database_user text NOT NULL DEFAULT session_user,
  os_user       text NOT NULL,
  source        text COLLATE "C",
  run           bigint,
  older_than    timestamptz,
  counts        jsonb NOT NULL DEFAULT '{}',
  started_at    timestamptz NOT NULL DEFAULT now(),
  ended_at      timestamptz
);
COMMENT ON COLUMN audit.counts IS 'Rows by table, up to the last batch that was committed: each adds its own in its transaction.';
COMMENT ON COLUMN audit.ended_at IS 'Null while it goes on, and for ever if it broke off.';
COMMENT ON COLUMN audit.run IS 'The run whose pipeline asked for a retention.';

-- Who writes documents erases them, gold about them too; nobody replaces the key or changes what the audit says was done.
GRANT SELECT, INSERT ON forget_key TO ${writer};
GRANT SELECT, INSERT, DELETE ON forgotten TO ${writer};
GRANT SELECT, INSERT, UPDATE (counts, ended_at) ON audit TO ${writer};
GRANT DELETE ON gold TO ${writer};
GRANT SELECT ON audit TO ${reader};
