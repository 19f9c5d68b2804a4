package dev.millrace.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.database.Database;
import dev.millrace.database.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** Where runs begin, or go on. Runs on the driver. */
public final class RunLedger {
  private static final String INSERT = """
      INSERT INTO run (run_id, pipeline, owner, cost_center, source, pipeline_hash, source_fingerprint, slices, model_version, rule_set,
                       millrace_version, settings, host, lease_owner, lease_until)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, clock_timestamp() + ? * interval '1 second')
      ON CONFLICT (run_id) DO NOTHING
      """;
  private static final String TAKE_OVER = """
      UPDATE run SET lease_token = lease_token + 1, lease_owner = ?, lease_until = clock_timestamp() + ? * interval '1 second',
             host = ?, state = 'running', rule_set = ?, settings = settings || ?::jsonb, millrace_version = ?,
             exit_code = NULL, error_kind = NULL, error_message = NULL, ended_at = NULL
      WHERE run = ?
      """;
  private static final String READ_AGAIN = """
      UPDATE run SET source_fingerprint = ?,
             pass = pass + (EXISTS (SELECT FROM slice s WHERE s.run = run.run AND s.pass = run.pass))::int
      WHERE run = ? RETURNING pass
      """;
  private static final String COMPLETED = """
      SELECT summary::text, exit_code FROM run WHERE run_id = ? AND pipeline = ? AND source = ? AND pipeline_hash = ? AND state = 'done'
      """;
  private static final String SOURCE_IS_EMPTY = "SELECT NOT EXISTS (SELECT FROM document WHERE source = ?)";
  private static final String SERVE_IF_NONE = """
      INSERT INTO serving (source, task, model_version) SELECT ?, unnest(?::text[]), ? ON CONFLICT (source, task) DO NOTHING
      """;

  private RunLedger() {}

  /**
   * Begins a new run, or goes on with an interrupted one: another driver's lease must have ended, or the driver be
   * provably dead. With a changed source fingerprint, finished slices are to be read again, in a further pass. A finished
   * run is {@link Begun.AlreadyComplete}. Throws what tells the caller to change if the run id belongs to other work.
   */
  public static Begun begin(Database database, RunRequest request) {
    return begin(database, request, LeaseTerms.ofThisProcess(), DriverIdentity.current());
  }

  /** The run of that id if it has ended and did the same work; for callers to whom its input and bundle may be gone. Takes no lock. */
  public static Optional<Begun.AlreadyComplete> completed(Database database, String runId, String pipeline, String source, String pipelineHash) {
    try (Connection connection = database.connection(); PreparedStatement select = connection.prepareStatement(COMPLETED)) {
      select.setString(1, runId);
      select.setString(2, pipeline);
      select.setString(3, source);
      select.setString(4, pipelineHash);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(new Begun.AlreadyComplete(runId, row.getString(1), row.getInt(2))) : Optional.empty();
      }
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  static Begun begin(Database database, RunRequest request, LeaseTerms terms, DriverIdentity driver) {
    try (Connection connection = database.connection()) {
      // The pool rolls back what is not committed; doing so here would hide why.
      connection.setAutoCommit(false);
      Begun begun = begin(database, connection, request, terms, driver);
      connection.commit();
      return begun;
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  private static Begun begin(Database database, Connection connection, RunRequest request, LeaseTerms terms, DriverIdentity driver)
      throws SQLException {
    Integer modelVersion = Registry.modelVersion(connection, request.modelVersion());
    Integer ruleSet = Registry.ruleSet(connection, request.ruleHash());
    boolean isNew = insert(connection, request, modelVersion, ruleSet, terms, driver);
    StoredRun stored = StoredRun.lock(connection, request.runId(), terms);
    if (!isNew) {
      stored.requireSame(request);
      if (stored.isDone()) {
        return new Begun.AlreadyComplete(request.runId(), stored.summary(), stored.exitCode());
      }
      stored.requireFree();
      takeOver(connection, stored.run(), request, ruleSet, terms, driver);
    }
    long token = isNew ? stored.token() : stored.token() + 1;
    connection.commit();
    Heartbeat heartbeat = Heartbeat.start(database, stored.run(), request.runId(), token, terms);
    try {
      int pass = isNew ? stored.pass() : awaitCommits(database, connection, stored, request);
      serveIfNone(connection, request, modelVersion);
      LeasedRun leased = new LeasedRun(stored.run(), request.runId(), request.source(), stored.slices(), pass, token, modelVersion, ruleSet,
          request.thresholds(), isSourceEmpty(connection, request.source()));
      connection.commit();
      return new Lease(database, leased, heartbeat);
    } catch (SQLException | RuntimeException e) {
      heartbeat.close();
      throw e;
    }
  }

  private static boolean insert(Connection connection, RunRequest request, Integer modelVersion, Integer ruleSet, LeaseTerms terms, DriverIdentity driver)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      int i = 0;
      insert.setString(++i, request.runId());
      insert.setString(++i, request.pipeline());
      insert.setString(++i, request.owner());
      insert.setString(++i, request.costCenter());
      insert.setString(++i, request.source());
      insert.setString(++i, request.pipelineHash());
      insert.setString(++i, request.sourceFingerprint());
      insert.setInt(++i, request.slices());
      insert.setObject(++i, modelVersion, java.sql.Types.INTEGER);
      insert.setObject(++i, ruleSet, java.sql.Types.INTEGER);
      insert.setString(++i, request.millraceVersion());
      insert.setString(++i, settings(request));
      insert.setString(++i, driver.host());
      insert.setString(++i, driver.toString());
      insert.setDouble(++i, seconds(terms));
      return insert.executeUpdate() == 1;
    }
  }

  private static void takeOver(Connection connection, long run, RunRequest request, Integer ruleSet, LeaseTerms terms, DriverIdentity driver)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(TAKE_OVER)) {
      update.setString(1, driver.toString());
      update.setDouble(2, seconds(terms));
      update.setString(3, driver.host());
      update.setObject(4, ruleSet, java.sql.Types.INTEGER);
      update.setString(5, settings(request));
      update.setString(6, request.millraceVersion());
      update.setLong(7, run);
      update.executeUpdate();
    }
  }

  /** Waits for the former driver's commits, then settles which pass this one continues. */
  private static int awaitCommits(Database database, Connection connection, StoredRun stored, RunRequest request) throws SQLException {
    FormerCommits.await(database, connection, stored.run());
    if (stored.sourceFingerprint().equals(request.sourceFingerprint())) {
      return stored.pass();
    }
    try (PreparedStatement again = connection.prepareStatement(READ_AGAIN)) {
      again.setString(1, request.sourceFingerprint());
      again.setLong(2, stored.run());
      try (ResultSet row = again.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private static void serveIfNone(Connection connection, RunRequest request, Integer modelVersion) throws SQLException {
    if (modelVersion == null) {
      return;
    }
    try (PreparedStatement serve = connection.prepareStatement(SERVE_IF_NONE)) {
      serve.setString(1, request.source());
      serve.setArray(2, connection.createArrayOf("text", request.thresholds().keySet().toArray()));
      serve.setInt(3, modelVersion);
      serve.executeUpdate();
    }
  }

  private static boolean isSourceEmpty(Connection connection, String source) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SOURCE_IS_EMPTY)) {
      select.setString(1, source);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static double seconds(LeaseTerms terms) {
    return terms.expiry().toMillis() / 1000.0;
  }

  private static String settings(RunRequest request) {
    try {
      return new ObjectMapper().writeValueAsString(Map.of("thresholds", request.thresholds(), "selection", request.selection()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
