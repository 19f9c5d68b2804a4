CREATE TABLE gold (
  source      text COLLATE "C" NOT NULL,
  document_id text COLLATE "C" NOT NULL,
  task        text COLLATE "C" NOT NULL,
  label       text NOT NULL,
  labelled_by text NOT NULL,
  labelled_at timestamptz NOT NULL DEFAULT now(),
  reason      text,
  PRIMARY KEY (source, document_id, task)
);
COMMENT ON TABLE gold IS 'A human''s label, with who, when and why. Wins over every model.';

-- Two branches instead of a full join, so that a condition on source and document id reaches both primary keys.
CREATE VIEW current_decision AS
SELECT g.source, g.document_id, g.task, g.label,
       NULL::real AS score, 'accepted'::decision_status AS status, NULL::double precision AS threshold,
       ARRAY[g.label] AS top_labels, NULL::real[] AS top_scores,
       'gold'::text AS decided_by, NULL::text AS model_version, g.labelled_at AS decided_at
FROM gold g
UNION ALL
SELECT d.source, d.document_id, d.task, d.label,
       d.score, d.status, d.threshold, d.top_labels, d.top_scores,
       d.decided_by, v.version, d.decided_at
FROM serving s
JOIN model_version v ON v.id = s.model_version
JOIN decision d ON d.source = s.source AND d.task = s.task AND d.model_version = s.model_version
WHERE NOT EXISTS (
  SELECT FROM gold g WHERE g.source = d.source AND g.document_id = d.document_id AND g.task = d.task);

COMMENT ON VIEW current_decision IS 'One row for each document and task: the human''s label if there is one, else the serving model''s. The columns are stable across versions of Millrace.';
COMMENT ON COLUMN current_decision.source IS 'Where the document comes from, as the pipeline file names it.';
COMMENT ON COLUMN current_decision.document_id IS 'Unique within the source.';
COMMENT ON COLUMN current_decision.task IS 'The question asked of every document, such as category.';
COMMENT ON COLUMN current_decision.label IS 'The answer.';
COMMENT ON COLUMN current_decision.score IS 'Probability of the label in 0..1, calibrated where the bundle has a calibration; null for gold.';
COMMENT ON COLUMN current_decision.status IS 'accepted, abstained or escalated, by the accept rule in force; gold is accepted.';
COMMENT ON COLUMN current_decision.threshold IS 'The score from which the rule accepts; null: no rule, or gold.';
COMMENT ON COLUMN current_decision.top_labels IS 'Best labels first.';
COMMENT ON COLUMN current_decision.top_scores IS 'Scores of top_labels; null for gold.';
COMMENT ON COLUMN current_decision.decided_by IS 'gold, model, or who else decided.';
COMMENT ON COLUMN current_decision.model_version IS 'Hash of all that can change a score; null for gold.';
COMMENT ON COLUMN current_decision.decided_at IS 'When the answer was stored.';
