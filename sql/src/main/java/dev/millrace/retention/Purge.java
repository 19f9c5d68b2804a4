package dev.millrace.retention;

import dev.millrace.database.Database;
import dev.millrace.database.Failure;
import dev.millrace.ledger.KnownSources;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Deletes what is old, beside jobs that run: walks the documents of a source in key order, some thousand a transaction, and
 * never waits for a row that somebody else holds. A second index by time would cost every write; a walk costs only itself.
 * Broken off, it is simply run again.
 */
public final class Purge {
  private static final String PAGE = """
      SELECT document_id, coalesce(document_time, updated_at) < ? AS old FROM document
      WHERE source = ? AND document_id > ? ORDER BY document_id LIMIT ?
      """;
  private static final String LOCK = """
      SELECT document_id FROM document
      WHERE source = ? AND document_id = ANY (?) AND coalesce(document_time, updated_at) < ? ORDER BY document_id FOR UPDATE SKIP LOCKED
      """;
  private static final String COUNT = "SELECT count(*) FROM %s WHERE source = ? AND document_id = ANY (?)";

  private final Database database;
  private final PurgeOrder order;
  private final AtomicLong seen = new AtomicLong();
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final long start = System.nanoTime();
  private Audit audit;
  private long inUse;
  private boolean complete = true;

  /**
   * What was done.
   *
   * @param counts deleted rows by table; of a dry run, those that would be
   * @param inUse old documents that others were changing, left for the next time
   * @param complete false if time ran out
   */
  public record Result(Map<String, Long> counts, long inUse, boolean complete) {}

  public Purge(Database database, PurgeOrder order) {
    this.database = database;
    this.order = order;
    Erasure.KEYED.forEach(table -> counts.put(table, 0L));
    counts.put(Erasure.REJECTION, 0L);
  }

  /** Documents looked at so far; may be asked from another thread. */
  public long seen() {
    return seen.get();
  }

  /** Purges to the end, or until time runs out. */
  public Result run() {
    try (Connection connection = database.connection()) {
      // The pool rolls back what is not committed; doing so here would hide why.
      connection.setAutoCommit(false);
      if (!order.dryRun()) {
        audit = Audit.begin(connection, order.run() == null ? "purge" : "retention", order.source(), order.run(), order.olderThan());
        connection.commit();
      }
      for (String source : order.source() == null ? KnownSources.all(connection) : List.of(order.source())) {
        purgeDocuments(connection, source);
        purgeRejections(connection, source);
      }
      if (!order.dryRun() && complete) {
        audit.end(connection);
      }
      connection.commit();
      return new Result(Map.copyOf(counts), inUse, complete);
    } catch (SQLException e) {
      throw Failure.writersStatement(e);
    }
  }

  private boolean goesOn() {
    complete &= System.nanoTime() - start < order.atMost().toNanos();
    return complete;
  }

  private void purgeDocuments(Connection connection, String source) throws SQLException {
    String last = "";
    while (last != null && goesOn()) {
      last = purgePage(connection, source, last);
      connection.commit();
    }
  }

  /** Purges the next documents after a key; returns the last key looked at, null at the end. Does not commit. */
  String purgePage(Connection connection, String source, String after) throws SQLException {
    Erasure.planByKey(connection);
    List<String> old = new ArrayList<>();
    String last = null;
    int size = 0;
    try (PreparedStatement select = connection.prepareStatement(PAGE)) {
      select.setTimestamp(1, Timestamp.from(order.olderThan()));
      select.setString(2, source);
      select.setString(3, after);
      select.setInt(4, order.batch());
      try (ResultSet row = select.executeQuery()) {
        for (; row.next(); size++) {
          last = row.getString(1);
          if (row.getBoolean(2)) {
            old.add(last);
          }
        }
      }
    }
    if (!old.isEmpty()) {
      add(connection, order.dryRun() ? count(connection, source, old) : delete(connection, source, old));
    }
    seen.addAndGet(size);
    return size < order.batch() ? null : last;
  }

  private Map<String, Long> delete(Connection connection, String source, List<String> old) throws SQLException {
    List<String> locked = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(LOCK)) {
      select.setString(1, source);
      select.setArray(2, Erasure.texts(connection, old));
      select.setTimestamp(3, Timestamp.from(order.olderThan()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          locked.add(row.getString(1));
        }
      }
    }
    inUse += old.size() - locked.size();
    return Erasure.delete(connection, source, locked, new HashSet<>());
  }

  private static Map<String, Long> count(Connection connection, String source, List<String> old) throws SQLException {
    Map<String, Long> found = new LinkedHashMap<>();
    for (String table : Erasure.KEYED) {
      try (PreparedStatement select = connection.prepareStatement(COUNT.formatted(table))) {
        select.setString(1, source);
        select.setArray(2, Erasure.texts(connection, old));
        try (ResultSet row = select.executeQuery()) {
          row.next();
          found.put(table, row.getLong(1));
        }
      }
    }
    return found;
  }

  private void purgeRejections(Connection connection, String source) throws SQLException {
    for (long run : OldRejections.runs(connection, source, order.olderThan())) {
      if (order.dryRun()) {
        add(connection, Map.of(Erasure.REJECTION, OldRejections.count(connection, run, order.olderThan())));
        continue;
      }
      long deleted = 1;
      while (deleted > 0 && goesOn()) {
        deleted = OldRejections.delete(connection, run, order.olderThan(), order.batch());
        add(connection, Map.of(Erasure.REJECTION, deleted));
        connection.commit();
      }
    }
  }

  private void add(Connection connection, Map<String, Long> more) throws SQLException {
    more.forEach((table, count) -> counts.merge(table, count, Long::sum));
    if (audit != null) {
      audit.add(connection, more);
    }
  }
}
