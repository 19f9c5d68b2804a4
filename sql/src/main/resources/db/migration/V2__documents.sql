-- Built for billions of rows:
--  * hash partitions by document id, because a unique key must contain the partition key and every access knows the id;
--  * no foreign keys and no second index: each would cost a lookup or a write for every row;
--  * COLLATE "C", so that comparing keys is comparing bytes and the order does not change with the operating system;
--  * columns of fixed width in front within a row, and small integers for what repeats (model version, rule set, run).

CREATE TYPE decision_status AS ENUM ('accepted', 'abstained', 'escalated');

-- All that is stored of a document: no text. Its row is also the lock under which all that is said of it changes.
CREATE TABLE document (
  run           bigint NOT NULL,
  updated_at    timestamptz NOT NULL DEFAULT now(),
  document_time timestamptz,
  rule_set      int,
  source        text COLLATE "C" NOT NULL,
  document_id   text COLLATE "C" NOT NULL,
  content_hash  bytea NOT NULL,
  attributes    jsonb,
  PRIMARY KEY (source, document_id)
) PARTITION BY HASH (document_id);
COMMENT ON COLUMN document.run IS 'The run that last decided or extracted; a run that found the same changes nothing.';
COMMENT ON COLUMN document.rule_set IS 'The field rules applied to this content; null: none.';
COMMENT ON COLUMN document.attributes IS 'Columns that the pipeline carries along for segments of reports; null: none.';

CREATE TABLE decision (
  run           bigint NOT NULL,
  decided_at    timestamptz NOT NULL DEFAULT now(),
  -- Double, unlike the score: the status must come out the same here and in Java.
  threshold     double precision,
  model_version int NOT NULL,
  score         real NOT NULL,
  status        decision_status NOT NULL,
  windows       smallint NOT NULL,
  source        text COLLATE "C" NOT NULL,
  document_id   text COLLATE "C" NOT NULL,
  task          text COLLATE "C" NOT NULL,
  label         text NOT NULL,
  top_labels    text[] NOT NULL,
  top_scores    real[] NOT NULL,
  -- First 8 bytes of the content hash: enough to tell whether the decision is about the document's present text, and
  -- 24 bytes less a row than all of it.
  content_head  bytea NOT NULL,
  decided_by    text NOT NULL DEFAULT 'model',
  PRIMARY KEY (source, document_id, task, model_version)
) PARTITION BY HASH (document_id);
COMMENT ON COLUMN decision.score IS 'Probability of the label in 0..1, calibrated where the bundle has a calibration.';
COMMENT ON COLUMN decision.threshold IS 'The score from which the accept rule accepted; null: no rule.';
COMMENT ON COLUMN decision.top_labels IS 'Best labels first, the first being the label.';
COMMENT ON COLUMN decision.windows IS 'Stretches of text that were merged into this answer.';

CREATE TABLE field (
  run         bigint NOT NULL,
  rule_set    int,
  score       real,
  span_start  int NOT NULL,
  span_end    int NOT NULL,
  occurrence  smallint NOT NULL,
  validated   boolean NOT NULL,
  source      text COLLATE "C" NOT NULL,
  document_id text COLLATE "C" NOT NULL,
  field       text COLLATE "C" NOT NULL,
  type        text NOT NULL,
  part        text NOT NULL,
  raw         text,
  value       text,
  PRIMARY KEY (source, document_id, field, occurrence),
  CHECK (validated = (score IS NULL))
) PARTITION BY HASH (document_id);
COMMENT ON COLUMN field.span_start IS 'First code point of the named part; span_end is one past the last.';
COMMENT ON COLUMN field.raw IS 'As found, or masked, or null, as the pipeline''s store: says; value likewise.';

DO $$
DECLARE partitions CONSTANT int := 16;
BEGIN
  FOR i IN 0 .. partitions - 1 LOOP
    EXECUTE format('CREATE TABLE document_%s PARTITION OF document FOR VALUES WITH (MODULUS %s, REMAINDER %s)', i, partitions, i);
    EXECUTE format('CREATE TABLE decision_%s PARTITION OF decision FOR VALUES WITH (MODULUS %s, REMAINDER %s)', i, partitions, i);
    EXECUTE format('CREATE TABLE field_%s PARTITION OF field FOR VALUES WITH (MODULUS %s, REMAINDER %s)', i, partitions, i);
  END LOOP;
END $$;

-- Understood but not processable; a few per cent at most, so not partitioned.
CREATE TABLE rejection (
  run         bigint NOT NULL REFERENCES run,
  source      text COLLATE "C" NOT NULL,
  key         text COLLATE "C" NOT NULL,
  document_id text COLLATE "C",
  reason      text COLLATE "C" NOT NULL,
  detail      text,
  rejected_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run, key, reason)
);
COMMENT ON COLUMN rejection.key IS 'The document id; without one file#rowhash#occurrence; for a duplicate id#contenthash#occurrence.';
