package dev.millrace.write;

import java.util.List;

/**
 * The statements of a merge. Every look into the big tables is a lateral or scalar subquery that the planner cannot
 * unfold ({@code OFFSET 0}), so it is one index lookup a row: left to itself, with a table that grows faster than it is
 * analyzed, the planner hashed the whole source for each slice, and a load took quadratic time.
 */
final class MergeSql {
  /** Stages live as long as the transaction: the session may be shared, through a pooler, with a writer of another schema. */
  static final List<String> STAGES = List.of("""
      CREATE TEMP TABLE stage_document (document_id text COLLATE "C", content_hash bytea, document_time timestamptz, attributes jsonb,
        decided boolean, extracted boolean) ON COMMIT DROP""", """
      CREATE TEMP TABLE stage_decision (document_id text COLLATE "C", task text COLLATE "C", label text, score real, top_labels text[],
        top_scores real[], status decision_status, threshold double precision, windows smallint, content_head bytea) ON COMMIT DROP""", """
      CREATE TEMP TABLE stage_field (document_id text COLLATE "C", field text COLLATE "C", occurrence smallint, type text, part text,
        span_start int, span_end int, raw text, value text, validated boolean, score real) ON COMMIT DROP""", """
      CREATE TEMP TABLE stage_change (document_id text COLLATE "C") ON COMMIT DROP""", """
      CREATE TEMP TABLE stage_threshold (task text COLLATE "C", threshold double precision) ON COMMIT DROP""");

  static final String REJECTION_STAGE = """
      CREATE TEMP TABLE stage_rejection (key text COLLATE "C", document_id text COLLATE "C", reason text, detail text) ON COMMIT DROP""";

  private static final String STORED_DOCUMENT =
      "LATERAL (SELECT * FROM document d WHERE d.source = $source AND d.document_id = s.document_id OFFSET 0) d";
  private static final String STORED_DECISIONS = """
      LATERAL (SELECT * FROM decision d WHERE d.source = $source AND d.document_id = s.document_id AND d.model_version = $model OFFSET 0) d""";
  private static final String STORED_FIELDS =
      "LATERAL (SELECT * FROM field f WHERE f.source = $source AND f.document_id = s.document_id OFFSET 0) f";

  // A document that was found unchanged, and is not so any more, is another run's by now. Without rules in the
  // pipeline, fields found earlier stay as long as the content does.
  private static final String CHANGED_DOCUMENTS = """
      SELECT s.document_id FROM stage_document s LEFT JOIN %s ON true
      WHERE (s.decided OR s.extracted OR d.content_hash = s.content_hash)
        AND (d.document_id IS NULL OR NOT coalesce(d.document_time > s.document_time, false))
        AND (d.content_hash, d.document_time, d.attributes, d.rule_set) IS DISTINCT FROM (s.content_hash, s.document_time, s.attributes,
             CASE WHEN s.extracted THEN $rules WHEN d.content_hash = s.content_hash THEN d.rule_set END)
      """.formatted(STORED_DOCUMENT);
  private static final String CHANGED_DECISIONS = """
      SELECT s.document_id FROM stage_decision s LEFT JOIN LATERAL (
        SELECT * FROM decision d WHERE d.source = $source AND d.document_id = s.document_id AND d.task = s.task AND d.model_version = $model OFFSET 0) d ON true
      WHERE (d.label, d.score, d.status, d.threshold, d.windows, d.content_head, d.top_labels, d.top_scores)
            IS DISTINCT FROM (s.label, s.score, s.status, s.threshold, s.windows, s.content_head, s.top_labels, s.top_scores)
      """;
  private static final String CHANGED_FIELDS = """
      SELECT coalesce(n.document_id, f.document_id) FROM stage_field n
      FULL JOIN (SELECT f.* FROM stage_document s, %s WHERE s.extracted) f
        ON f.document_id = n.document_id AND f.field = n.field AND f.occurrence = n.occurrence
      WHERE (f.type, f.part, f.span_start, f.span_end, f.raw, f.value, f.validated, f.score)
            IS DISTINCT FROM (n.type, n.part, n.span_start, n.span_end, n.raw, n.value, n.validated, n.score)
      """.formatted(STORED_FIELDS);
  /** Escalated decisions keep their status: who decided them knew more than the rule. */
  private static final String STATUS_IS_DUE =
      "NOT s.decided AND d.decided_by = 'model' AND d.status <> 'escalated' AND d.threshold IS DISTINCT FROM t.threshold";
  private static final String CHANGED_STATUSES = """
      SELECT s.document_id FROM stage_document s, %s JOIN stage_threshold t ON t.task = d.task WHERE %s
      """.formatted(STORED_DECISIONS, STATUS_IS_DUE);

  static final String FIND_CHANGES =
      "INSERT INTO stage_change\n" + String.join("UNION\n", CHANGED_DOCUMENTS, CHANGED_DECISIONS, CHANGED_FIELDS, CHANGED_STATUSES);

  /** In key order, so that two runs over the same documents wait for each other and never in a circle. */
  static final String LOCK_DOCUMENTS = """
      SELECT FROM (SELECT document_id FROM stage_change ORDER BY document_id) s,
        LATERAL (SELECT FROM document d WHERE d.source = $source AND d.document_id = s.document_id FOR NO KEY UPDATE) d
      """;

  static final String MERGE_DOCUMENTS = """
      INSERT INTO document AS d (source, document_id, content_hash, document_time, attributes, rule_set, run)
      SELECT $source, s.document_id, s.content_hash, s.document_time, s.attributes, CASE WHEN s.extracted THEN $rules END, $run
      FROM stage_change c JOIN stage_document s ON s.document_id = c.document_id
      WHERE s.decided OR s.extracted
         OR s.content_hash = (SELECT d.content_hash FROM document d WHERE d.source = $source AND d.document_id = s.document_id)
      ORDER BY s.document_id
      ON CONFLICT (source, document_id) DO UPDATE
        SET content_hash = excluded.content_hash, document_time = excluded.document_time, attributes = excluded.attributes,
            rule_set = coalesce(excluded.rule_set, CASE WHEN d.content_hash = excluded.content_hash THEN d.rule_set END),
            run = CASE WHEN d.content_hash = excluded.content_hash AND excluded.rule_set IS NULL THEN d.run ELSE excluded.run END,
            updated_at = excluded.updated_at
        WHERE NOT coalesce(d.document_time > excluded.document_time, false)
          AND (d.content_hash, d.document_time, d.attributes, d.rule_set) IS DISTINCT FROM (excluded.content_hash, excluded.document_time,
               excluded.attributes, coalesce(excluded.rule_set, CASE WHEN d.content_hash = excluded.content_hash THEN d.rule_set END))
      """;

  /** A newer text won: what was found in the older one is not to be stored. */
  static final String DROP_OUTDATED = """
      DELETE FROM stage_change c USING stage_document s
      WHERE s.document_id = c.document_id
        AND s.content_hash <> (SELECT d.content_hash FROM document d WHERE d.source = $source AND d.document_id = s.document_id)
      """;

  static final String MERGE_DECISIONS = """
      INSERT INTO decision AS d (source, document_id, task, model_version, label, score, top_labels, top_scores, status, threshold, windows, content_head, run)
      SELECT $source, s.document_id, s.task, $model, s.label, s.score, s.top_labels, s.top_scores, s.status, s.threshold, s.windows, s.content_head, $run
      FROM stage_change c JOIN stage_decision s ON s.document_id = c.document_id
      ORDER BY s.document_id, s.task
      ON CONFLICT (source, document_id, task, model_version) DO UPDATE
        SET label = excluded.label, score = excluded.score, top_labels = excluded.top_labels, top_scores = excluded.top_scores,
            status = excluded.status, threshold = excluded.threshold, windows = excluded.windows, content_head = excluded.content_head,
            decided_by = excluded.decided_by, decided_at = excluded.decided_at, run = excluded.run
        WHERE (d.label, d.score, d.status, d.threshold, d.windows, d.content_head, d.top_labels, d.top_scores)
              IS DISTINCT FROM (excluded.label, excluded.score, excluded.status, excluded.threshold, excluded.windows, excluded.content_head,
                                excluded.top_labels, excluded.top_scores)
      """;

  /** Fields of a document that its present text, or the present rules, no longer give. */
  static final String GHOSTS = """
      SELECT f.document_id, f.field, f.occurrence
      FROM (SELECT s.document_id, s.extracted FROM stage_change c JOIN stage_document s ON s.document_id = c.document_id) s
      JOIN %s ON true JOIN %s ON true
      LEFT JOIN stage_field n ON n.document_id = f.document_id AND n.field = f.field AND n.occurrence = f.occurrence
      WHERE n.document_id IS NULL AND (s.extracted OR d.rule_set IS NULL)
      """.formatted(STORED_DOCUMENT, STORED_FIELDS);
  static final String DELETE_FIELD = "DELETE FROM field WHERE source = ? AND document_id = ? AND field = ? AND occurrence = ?";

  static final String MERGE_FIELDS = """
      INSERT INTO field AS f (source, document_id, field, occurrence, type, part, span_start, span_end, raw, value, validated, score, rule_set, run)
      SELECT $source, s.document_id, s.field, s.occurrence, s.type, s.part, s.span_start, s.span_end, s.raw, s.value, s.validated, s.score, $rules, $run
      FROM stage_change c JOIN stage_field s ON s.document_id = c.document_id
      ORDER BY s.document_id, s.field, s.occurrence
      ON CONFLICT (source, document_id, field, occurrence) DO UPDATE
        SET type = excluded.type, part = excluded.part, span_start = excluded.span_start, span_end = excluded.span_end, raw = excluded.raw,
            value = excluded.value, validated = excluded.validated, score = excluded.score, rule_set = excluded.rule_set, run = excluded.run
        WHERE (f.type, f.part, f.span_start, f.span_end, f.raw, f.value, f.validated, f.score, f.rule_set)
              IS DISTINCT FROM (excluded.type, excluded.part, excluded.span_start, excluded.span_end, excluded.raw, excluded.value,
                                excluded.validated, excluded.score, excluded.rule_set)
      """;

  /** Every row exists and is locked through its document; the insert is a way to update by key without a join. */
  static final String MERGE_STATUSES = """
      INSERT INTO decision AS o (source, document_id, task, model_version, label, score, top_labels, top_scores, status, threshold, windows, content_head, run)
      SELECT d.source, d.document_id, d.task, d.model_version, d.label, d.score, d.top_labels, d.top_scores,
             CASE WHEN t.threshold IS NULL OR d.score >= t.threshold THEN 'accepted' ELSE 'abstained' END::decision_status,
             t.threshold, d.windows, d.content_head, d.run
      FROM (SELECT s.document_id, s.decided FROM stage_change c JOIN stage_document s ON s.document_id = c.document_id) s,
        %s JOIN stage_threshold t ON t.task = d.task
      WHERE %s
      ON CONFLICT (source, document_id, task, model_version) DO UPDATE SET status = excluded.status, threshold = excluded.threshold
      """.formatted(STORED_DECISIONS, STATUS_IS_DUE);

  static final String CARRIED = """
      SELECT count(*) FROM stage_document s
      WHERE NOT s.decided AND NOT s.extracted
        AND ($run = (SELECT d.run FROM document d WHERE d.source = $source AND d.document_id = s.document_id)
          OR $run = ANY (ARRAY(SELECT d.run FROM decision d WHERE d.source = $source AND d.document_id = s.document_id AND d.model_version = $model)))
      """;

  static final String MERGE_REJECTIONS = """
      INSERT INTO rejection (run, source, key, document_id, reason, detail)
      SELECT DISTINCT ON (key, reason) $run, $source, key, document_id, reason, detail FROM stage_rejection ORDER BY key, reason
      ON CONFLICT (run, key, reason) DO NOTHING
      """;

  private MergeSql() {}
}
