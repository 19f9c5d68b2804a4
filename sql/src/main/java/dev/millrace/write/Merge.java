package dev.millrace.write;

import dev.millrace.ledger.LeasedRun;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * Brings the stages of one slice into the tables. Reads first what differs, so that a replay writes nothing; then locks
 * the documents concerned in key order, and under those locks changes what is said of them, in any order without deadlock.
 */
final class Merge {
  /** Stages live as long as the connection and are empty after each transaction. */
  static final List<String> STAGES = List.of("""
      CREATE TEMP TABLE IF NOT EXISTS stage_document (document_id text COLLATE "C", content_hash bytea, document_time timestamptz, attributes jsonb,
        decided boolean, extracted boolean) ON COMMIT DELETE ROWS""", """
      CREATE TEMP TABLE IF NOT EXISTS stage_decision (document_id text COLLATE "C", task text COLLATE "C", label text, score real, top_labels text[],
        top_scores real[], status decision_status, threshold double precision, windows smallint, content_head bytea) ON COMMIT DELETE ROWS""", """
      CREATE TEMP TABLE IF NOT EXISTS stage_field (document_id text COLLATE "C", field text COLLATE "C", occurrence smallint, type text, part text,
        span_start int, span_end int, raw text, value text, validated boolean, score real) ON COMMIT DELETE ROWS""", """
      CREATE TEMP TABLE IF NOT EXISTS stage_change (document_id text COLLATE "C") ON COMMIT DELETE ROWS""", """
      CREATE TEMP TABLE IF NOT EXISTS stage_threshold (task text COLLATE "C", threshold double precision) ON COMMIT DELETE ROWS""");

  static final String REJECTION_STAGE = """
      CREATE TEMP TABLE IF NOT EXISTS stage_rejection (key text COLLATE "C", document_id text COLLATE "C", reason text, detail text) ON COMMIT DELETE ROWS""";

  private static final String OLDER = "d.document_time > s.document_time";
  /** Without fields in the pipeline, those found earlier stay as long as the content does. */
  private static final String RULE_SET = """
      CASE WHEN s.extracted THEN $rules WHEN d.content_hash = s.content_hash THEN d.rule_set END""";

  // A document that was found unchanged, and is not so any more, is another run's by now.
  private static final String CHANGED_DOCUMENTS = """
      SELECT s.document_id FROM stage_document s
      LEFT JOIN document d ON d.source = $source AND d.document_id = s.document_id
      WHERE (s.decided OR s.extracted OR d.content_hash = s.content_hash)
        AND (d.document_id IS NULL OR NOT coalesce(%s, false))
        AND (d.content_hash, d.document_time, d.attributes, d.rule_set) IS DISTINCT FROM (s.content_hash, s.document_time, s.attributes, %s)
      """.formatted(OLDER, RULE_SET);
  private static final String CHANGED_DECISIONS = """
      SELECT s.document_id FROM stage_decision s
      LEFT JOIN decision d ON d.source = $source AND d.document_id = s.document_id AND d.task = s.task AND d.model_version = $model
      WHERE d.document_id IS NULL
         OR (d.label, d.score, d.status, d.threshold, d.windows, d.content_head, d.top_labels, d.top_scores)
            IS DISTINCT FROM (s.label, s.score, s.status, s.threshold, s.windows, s.content_head, s.top_labels, s.top_scores)
      """;
  private static final String CHANGED_FIELDS = """
      SELECT coalesce(s.document_id, f.document_id) FROM stage_field s
      FULL JOIN (SELECT f.* FROM stage_document e JOIN field f ON f.source = $source AND f.document_id = e.document_id WHERE e.extracted) f
        ON f.document_id = s.document_id AND f.field = s.field AND f.occurrence = s.occurrence
      WHERE (f.type, f.part, f.span_start, f.span_end, f.raw, f.value, f.validated, f.score)
            IS DISTINCT FROM (s.type, s.part, s.span_start, s.span_end, s.raw, s.value, s.validated, s.score)
      """;
  /** Escalated decisions keep their status: who decided them knew more than the rule. */
  private static final String CHANGED_STATUSES = """
      SELECT s.document_id FROM stage_document s
      JOIN decision d ON d.source = $source AND d.document_id = s.document_id AND d.model_version = $model AND d.decided_by = 'model'
      JOIN stage_threshold t ON t.task = d.task
      WHERE NOT s.decided AND d.status <> 'escalated' AND d.threshold IS DISTINCT FROM t.threshold
      """;
  private static final String FIND_CHANGES =
      "INSERT INTO stage_change\n" + String.join("UNION\n", CHANGED_DOCUMENTS, CHANGED_DECISIONS, CHANGED_FIELDS, CHANGED_STATUSES);

  private static final String LOCK_DOCUMENTS = """
      SELECT FROM stage_change c JOIN document d ON d.source = $source AND d.document_id = c.document_id
      ORDER BY d.document_id FOR NO KEY UPDATE OF d
      """;
  private static final String MERGE_DOCUMENTS = """
      INSERT INTO document AS d (source, document_id, content_hash, document_time, attributes, rule_set, run)
      SELECT $source, s.document_id, s.content_hash, s.document_time, s.attributes, CASE WHEN s.extracted THEN $rules END, $run
      FROM stage_change c JOIN stage_document s ON s.document_id = c.document_id
      WHERE s.decided OR s.extracted
      ORDER BY s.document_id
      ON CONFLICT (source, document_id) DO UPDATE
        SET content_hash = excluded.content_hash, document_time = excluded.document_time, attributes = excluded.attributes,
            rule_set = coalesce(excluded.rule_set, CASE WHEN d.content_hash = excluded.content_hash THEN d.rule_set END),
            run = excluded.run, updated_at = excluded.updated_at
        WHERE NOT coalesce(d.document_time > excluded.document_time, false)
          AND (d.content_hash, d.document_time, d.attributes, d.rule_set) IS DISTINCT FROM (excluded.content_hash, excluded.document_time,
               excluded.attributes, coalesce(excluded.rule_set, CASE WHEN d.content_hash = excluded.content_hash THEN d.rule_set END))
      """;
  private static final String TOUCH_UNCHANGED = """
      UPDATE document d SET document_time = s.document_time, attributes = s.attributes, updated_at = now()
      FROM stage_change c JOIN stage_document s ON s.document_id = c.document_id
      WHERE NOT s.decided AND NOT s.extracted AND d.source = $source AND d.document_id = c.document_id AND d.content_hash = s.content_hash
        AND NOT coalesce(d.document_time > s.document_time, false)
        AND (d.document_time, d.attributes) IS DISTINCT FROM (s.document_time, s.attributes)
      """;
  /** A newer text won: what was found in the older one is not to be stored. */
  private static final String DROP_OUTDATED = """
      DELETE FROM stage_change c USING stage_document s, document d
      WHERE s.document_id = c.document_id AND d.source = $source AND d.document_id = c.document_id AND d.content_hash <> s.content_hash
      """;
  private static final String MERGE_DECISIONS = """
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
  private static final String DELETE_GHOSTS = """
      DELETE FROM field f USING stage_change c JOIN stage_document s ON s.document_id = c.document_id
        JOIN document d ON d.source = $source AND d.document_id = c.document_id
      WHERE f.source = $source AND f.document_id = c.document_id AND (s.extracted OR d.rule_set IS NULL)
        AND NOT EXISTS (SELECT FROM stage_field n WHERE n.document_id = f.document_id AND n.field = f.field AND n.occurrence = f.occurrence)
      """;
  private static final String MERGE_FIELDS = """
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
  private static final String MERGE_STATUSES = """
      UPDATE decision d SET threshold = t.threshold,
             status = CASE WHEN t.threshold IS NULL OR d.score >= t.threshold THEN 'accepted' ELSE 'abstained' END::decision_status
      FROM stage_change c JOIN stage_document s ON s.document_id = c.document_id, stage_threshold t
      WHERE NOT s.decided AND d.source = $source AND d.document_id = c.document_id AND d.task = t.task AND d.model_version = $model
        AND d.decided_by = 'model' AND d.status <> 'escalated' AND d.threshold IS DISTINCT FROM t.threshold
      """;
  private static final String CARRIED = """
      SELECT count(*) FROM stage_document s
      WHERE NOT s.decided AND NOT s.extracted
        AND (EXISTS (SELECT FROM document d WHERE d.source = $source AND d.document_id = s.document_id AND d.run = $run)
          OR EXISTS (SELECT FROM decision d WHERE d.source = $source AND d.document_id = s.document_id AND d.model_version = $model AND d.run = $run))
      """;
  private static final String REJECTIONS = """
      INSERT INTO rejection (run, source, key, document_id, reason, detail)
      SELECT DISTINCT ON (key, reason) $run, $source, key, document_id, reason, detail FROM stage_rejection ORDER BY key, reason
      ON CONFLICT (run, key, reason) DO NOTHING
      """;

  private final Connection connection;
  private final LeasedRun run;

  Merge(Connection connection, LeasedRun run) {
    this.connection = connection;
    this.run = run;
  }

  static void createStages(Connection connection, WriteMode mode) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(mode == WriteMode.MERGE ? String.join(";\n", STAGES) + ";\n" + REJECTION_STAGE : REJECTION_STAGE);
    }
  }

  /** Merges everything but rejections. */
  void mergeStages() throws SQLException {
    stageThresholds();
    if (execute(FIND_CHANGES) == 0) {
      return;
    }
    lockDocuments();
    execute(MERGE_DOCUMENTS);
    execute(TOUCH_UNCHANGED);
    execute(DROP_OUTDATED);
    execute(MERGE_DECISIONS);
    execute(DELETE_GHOSTS);
    execute(MERGE_FIELDS);
    execute(MERGE_STATUSES);
  }

  /** In key order, so that two runs over the same documents wait for each other and never in a circle. */
  private void lockDocuments() throws SQLException {
    try (PreparedStatement select = prepare(LOCK_DOCUMENTS)) {
      select.executeQuery().close();
    }
  }

  void mergeRejections() throws SQLException {
    execute(REJECTIONS);
  }

  /** Documents found unchanged that an earlier pass of this run had decided. Ask before merging. */
  long carried() throws SQLException {
    try (PreparedStatement select = prepare(CARRIED); ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private void stageThresholds() throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO stage_threshold VALUES (?, ?)")) {
      for (Map.Entry<String, Double> threshold : run.thresholds().entrySet()) {
        insert.setString(1, threshold.getKey());
        insert.setObject(2, threshold.getValue(), java.sql.Types.DOUBLE);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private int execute(String sql) throws SQLException {
    try (PreparedStatement statement = prepare(sql)) {
      return statement.executeUpdate();
    }
  }

  /** Values never become part of the SQL text: {@code $name} becomes a parameter. */
  private PreparedStatement prepare(String sql) throws SQLException {
    return NamedParameters.prepare(connection, sql, Map.of(
        "source", new NamedParameters.Value(run.source(), java.sql.Types.VARCHAR),
        "run", new NamedParameters.Value(run.run(), java.sql.Types.BIGINT),
        "model", new NamedParameters.Value(run.modelVersion(), java.sql.Types.INTEGER),
        "rules", new NamedParameters.Value(run.ruleSet(), java.sql.Types.INTEGER)));
  }
}
