package dev.millrace.database;

import static dev.millrace.write.Samples.USAGE;
import static dev.millrace.write.Samples.decided;
import static dev.millrace.write.Samples.request;
import static dev.millrace.write.Samples.unchanged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.decision.Outcome;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.ledger.Lease;
import dev.millrace.ledger.RunLedger;
import dev.millrace.write.SliceSink;
import dev.millrace.write.Stored;
import dev.millrace.write.StoredDocuments;
import dev.millrace.write.WriteMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgBouncerIT {
  private static final int DOCUMENTS = 300;
  private static final int SLICES = 4;

  private static TestDatabase tables;

  @BeforeAll
  static void migrate() {
    tables = TestDatabase.fresh();
    DatabaseSettings owner = tables.settings(Access.OWNER);
    Stream.of("north", "south").forEach(schema -> Migrations.of(new DatabaseSettings(owner.url(), schema, owner.user(), owner.passwordFile())).migrate());
  }

  @AfterAll
  static void close() {
    tables.close();
  }

  @Test
  void runsInTwoSchemasShareTwoSessionsWithoutMixing() {
    try (PgBouncer pooler = PgBouncer.before(tables, 2);
        Database north = open(pooler, "north");
        Database south = open(pooler, "south")) {
      assertThat(north.settings().route()).isEqualTo(Route.POOLED);

      CompletableFuture.allOf(CompletableFuture.runAsync(() -> runTwice(north, "north")), CompletableFuture.runAsync(() -> runTwice(south, "south"))).join();

      assertThat(rows("north")).isEqualTo(expected("north"));
      assertThat(rows("south")).isEqualTo(expected("south"));
      assertThat(tables.value("SELECT count(*) FROM public.document")).isEqualTo(0L);
      assertThat((Long) tables.value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'millrace_writer'")).isBetween(1L, 2L);
      assertThat(tables.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'stage%'")).as("stages left in a shared session").isEqualTo(0L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ignore_startup_parameters = search_path, options, extra_float_digits"})
  void aPoolerIsFoundOutWhetherItRefusesOrIgnoresWhatASessionIsTold(String line) throws SQLException {
    try (PgBouncer pooler = PgBouncer.before(tables, 1, line); Database database = open(pooler, "north"); Connection connection = database.connection()) {
      assertThat(database.settings().route()).isEqualTo(Route.POOLED);
      assertThat(value(connection, "SELECT current_schema()")).isEqualTo("north");
    }
  }

  @Test
  void whatAnotherClientLeavesInTheSessionIsNotSeen() throws SQLException {
    DatabaseSettings writer = tables.settings(Access.WRITER);
    try (PgBouncer pooler = PgBouncer.before(tables, 1)) {
      DatabaseSettings plain = pooler.to(writer, "north").by(Route.POOLED);
      try (Connection other = java.sql.DriverManager.getConnection(plain.url(), plain.user(), plain.password()); Statement statement = other.createStatement()) {
        statement.execute("SET search_path TO south");
        statement.execute("CREATE TEMP TABLE flyway_schema_history (version text, success boolean)");
        statement.execute("CREATE TEMP TABLE serving (i int)");
      }
      try (Database database = open(pooler, "north"); Connection connection = database.connection()) {
        assertThat(value(connection, "SELECT count(source) FROM serving")).isNotNull();
        connection.setAutoCommit(false);
        assertThat(value(connection, "SELECT current_schema()")).isEqualTo("north");
        connection.commit();
        assertThat(value(connection, "SELECT 'serving'::regclass::oid = 'north.serving'::regclass::oid")).as("after a commit too").isEqualTo("t");
        connection.rollback();
      }
    }
  }

  @Test
  void oneStatementThatFailsLeavesTheConnectionUsable() throws SQLException {
    try (PgBouncer pooler = PgBouncer.before(tables, 1); Database database = open(pooler, "north"); Connection connection = database.connection()) {
      assertThatThrownBy(() -> value(connection, "SELECT 1 / 0")).isInstanceOf(SQLException.class).hasMessageContaining("division");
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(value(connection, "SELECT current_schema()")).isEqualTo("north");
    }
  }

  @Test
  void migrationsThroughAPoolerAreRefused() {
    try (PgBouncer pooler = PgBouncer.before(tables, 1)) {
      assertThatThrownBy(() -> Database.open(pooler.to(tables.settings(Access.OWNER), "north"), Access.OWNER, "test"))
          .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
          .hasMessageContaining("pooler").hasMessageContaining("PostgreSQL itself");
    }
  }

  private static Database open(PgBouncer pooler, String schema) {
    return Database.open(pooler.to(tables.settings(Access.WRITER), schema), Access.WRITER, "millrace " + schema, 4);
  }

  /** A first run copies directly; a second one merges, and finds half of the documents changed. */
  private static void runTwice(Database database, String schema) {
    try (Lease lease = (Lease) RunLedger.begin(database, request("first"))) {
      IntStream.range(0, SLICES).forEach(slice -> commit(database, lease, slice, WriteMode.DIRECT, texts(schema, slice, "old")));
      lease.complete("{}", 0);
    }
    try (Lease lease = (Lease) RunLedger.begin(database, request("second"))) {
      assertThat(lease.directCopy()).isFalse();
      for (int slice = 0; slice < SLICES; slice++) {
        assertThat(lookup(database, lease, slice)).hasSize(DOCUMENTS);
        commit(database, lease, slice, WriteMode.MERGE, slice % 2 == 0 ? texts(schema, slice, "new") : untouched(schema, slice));
      }
      lease.complete("{}", 0);
    }
  }

  private static void commit(Database database, Lease lease, int slice, WriteMode mode, Stream<Outcome> outcomes) {
    try (SliceSink sink = new SliceSink(database::connection, lease.run(), slice, 0, mode)) {
      sink.write(outcomes.toList());
      sink.commit(USAGE, Map.of());
    }
  }

  private static Map<String, Stored> lookup(Database database, Lease lease, int slice) {
    try (Connection connection = database.connection()) {
      return StoredDocuments.lookup(connection, lease.run(), ids(slice).toList());
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<String> ids(int slice) {
    return IntStream.range(0, DOCUMENTS).mapToObj(i -> "d%d-%03d".formatted(slice, i));
  }

  private static Stream<Outcome> texts(String schema, int slice, String age) {
    return ids(slice).map(id -> decided(id, "%s-%s said %s".formatted(schema, age, id), null));
  }

  private static Stream<Outcome> untouched(String schema, int slice) {
    return ids(slice).map(id -> unchanged(id, "%s-old said %s".formatted(schema, id)));
  }

  private static List<List<Object>> rows(String schema) {
    return tables.query("SELECT document_id, label, (SELECT string_agg(value, ' ' ORDER BY occurrence) FROM %1$s.field f WHERE f.document_id = d.document_id) FROM %1$s.decision d ORDER BY 1".formatted(schema));
  }

  private static List<List<Object>> expected(String schema) {
    return IntStream.range(0, SLICES).boxed().flatMap(slice -> ids(slice).map(id -> {
      String label = schema + (slice % 2 == 0 ? "-new" : "-old");
      return List.<Object>of(id, label, "%s said %s".formatted(label, id));
    })).toList();
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
