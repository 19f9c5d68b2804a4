package dev.millrace.ledger;

import dev.millrace.failure.MillraceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A run row as a driver finds it. */
record StoredRun(
    long run, String runId, String pipeline, String pipelineHash, String source, String sourceFingerprint, int slices, int pass,
    String modelVersion, String state, Integer exitCode, String summary, String leaseOwner, long token, boolean leaseRuns, long leaseSeconds) {

  // A lease that ends later than any driver asks for was taken before the database's clock was set back.
  // NO KEY UPDATE: keeps other drivers out, and does not wait for slices that are being committed.
  private static final String LOCK = """
      SELECT r.*, r.summary::text AS summary_text,
             (SELECT v.version FROM model_version v WHERE v.id = r.model_version) AS model,
             coalesce(r.lease_until BETWEEN clock_timestamp() AND clock_timestamp() + ? * interval '1 second', false) AS lease_runs,
             coalesce(extract(epoch FROM r.lease_until - clock_timestamp()), 0) AS lease_seconds
      FROM run r WHERE r.run_id = ? FOR NO KEY UPDATE
      """;

  static StoredRun lock(Connection connection, String runId, LeaseTerms terms) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(LOCK)) {
      select.setDouble(1, terms.furthest().toMillis() / 1000.0);
      select.setString(2, runId);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new StoredRun(row.getLong("run"), runId, row.getString("pipeline"), row.getString("pipeline_hash"), row.getString("source"),
            row.getString("source_fingerprint"), row.getInt("slices"), row.getInt("pass"), row.getString("model"), row.getString("state"),
            (Integer) row.getObject("exit_code"), row.getString("summary_text"), row.getString("lease_owner"), row.getLong("lease_token"),
            row.getBoolean("lease_runs"), Math.round(row.getDouble("lease_seconds")));
      }
    }
  }

  boolean isDone() {
    return state.equals("done");
  }

  /** Refuses to go on with another pipeline or model than the run began with. */
  void requireSame(RunRequest request) {
    if (!pipeline.equals(request.pipeline()) || !source.equals(request.source())) {
      throw MillraceException.usage("Run %s belongs to pipeline %s over source %s; found pipeline %s over source %s. Choose another --run-id.",
          runId, pipeline, source, request.pipeline(), request.source());
    }
    if (!pipelineHash.equals(request.pipelineHash())) {
      throw MillraceException.usage("Run %s began with another version of pipeline %s: hash %s, found %s. Restore the pipeline file, or choose another --run-id.",
          runId, pipeline, pipelineHash, request.pipelineHash());
    }
    String wanted = request.modelVersion() == null ? null : request.modelVersion().version();
    if (modelVersion == null ? wanted != null : !modelVersion.equals(wanted)) {
      throw MillraceException.usage("Run %s began with model version %s, found %s. Restore the bundle, or choose another --run-id.", runId, modelVersion, wanted);
    }
  }

  /** Refuses while another driver lives, as far as one can know. */
  void requireFree() {
    if (!leaseRuns || leaseOwner == null) {
      return;
    }
    DriverIdentity driver = DriverIdentity.parse(leaseOwner);
    if (!driver.isProvablyDead()) {
      throw MillraceException.usage("Run %s is being driven by process %d on host %s. Let it finish, or stop it; if it died unseen, its lease ends in %d s.",
          runId, driver.pid(), driver.host(), leaseSeconds);
    }
  }
}
