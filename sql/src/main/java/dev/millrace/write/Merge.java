package dev.millrace.write;

import dev.millrace.ledger.LeasedRun;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Map;

/**
 * Brings the stages of one slice into the tables. Reads first what differs, so that a replay writes nothing; then locks
 * the documents concerned in key order, and under those locks changes what is said of them, in any order without deadlock.
 */
final class Merge {
  private static final int DELETES_A_BATCH = 1_000;

  private final Connection connection;
  private final LeasedRun run;

  Merge(Connection connection, LeasedRun run) {
    this.connection = connection;
    this.run = run;
  }

  static void createStages(Connection connection, WriteMode mode) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(MergeSql.REJECTION_STAGE);
      if (mode == WriteMode.MERGE) {
        statement.execute(String.join(";\n", MergeSql.STAGES));
      }
    }
  }

  /** Merges everything but rejections. */
  void mergeStages() throws SQLException {
    stageThresholds();
    if (execute(MergeSql.FIND_CHANGES) == 0) {
      return;
    }
    lockDocuments();
    execute(MergeSql.MERGE_DOCUMENTS);
    execute(MergeSql.DROP_OUTDATED);
    execute(MergeSql.MERGE_DECISIONS);
    deleteGhosts();
    execute(MergeSql.MERGE_FIELDS);
    execute(MergeSql.MERGE_STATUSES);
  }

  void mergeRejections() throws SQLException {
    execute(MergeSql.MERGE_REJECTIONS);
  }

  /** Documents found unchanged that an earlier pass of this run had decided. Ask before merging. */
  long carried() throws SQLException {
    try (PreparedStatement select = prepare(MergeSql.CARRIED); ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private void stageThresholds() throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO stage_threshold VALUES (?, ?)")) {
      for (Map.Entry<String, Double> threshold : run.thresholds().entrySet()) {
        insert.setString(1, threshold.getKey());
        insert.setObject(2, threshold.getValue(), Types.DOUBLE);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void lockDocuments() throws SQLException {
    try (PreparedStatement select = prepare(MergeSql.LOCK_DOCUMENTS)) {
      select.executeQuery().close();
    }
  }

  /** By key: a DELETE that joins would leave the choice of the plan to statistics that may not exist yet. */
  private void deleteGhosts() throws SQLException {
    try (PreparedStatement select = prepare(MergeSql.GHOSTS);
        ResultSet ghosts = select.executeQuery();
        PreparedStatement delete = connection.prepareStatement(MergeSql.DELETE_FIELD)) {
      int count = 0;
      while (ghosts.next()) {
        delete.setString(1, run.source());
        delete.setString(2, ghosts.getString(1));
        delete.setString(3, ghosts.getString(2));
        delete.setInt(4, ghosts.getInt(3));
        delete.addBatch();
        if (++count % DELETES_A_BATCH == 0) {
          delete.executeBatch();
        }
      }
      delete.executeBatch();
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
        "source", new NamedParameters.Value(run.source(), Types.VARCHAR),
        "run", new NamedParameters.Value(run.run(), Types.BIGINT),
        "model", new NamedParameters.Value(run.modelVersion(), Types.INTEGER),
        "rules", new NamedParameters.Value(run.ruleSet(), Types.INTEGER)));
  }
}
