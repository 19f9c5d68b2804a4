package dev.millrace.jobs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Access;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Migrations;
import dev.millrace.database.PgBouncer;
import dev.millrace.database.TestDatabase;
import dev.millrace.database.TlsServer;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.source.SharedSpark;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job writes the same rows by whichever way it reaches its database. */
class DatabaseRoutesIT {
  private static final int DOCUMENTS = 400;
  private static final int SLICES = 6;

  @TempDir
  private static Path directory;
  private static SparkSession spark;
  private static JobFixture job;
  private static Path monday;
  private static Path tuesday;
  private static Tables afterMonday;
  private static Tables afterTuesday;

  @BeforeAll
  static void runsDirectly() {
    spark = SharedSpark.spark();
    monday = Tickets.of(0, DOCUMENTS).withRejected("twice told").write(directory.resolve("monday.jsonl"));
    tuesday = Tickets.of(DOCUMENTS / 2, DOCUMENTS * 3 / 2, ticket -> ticket.withBody(ticket.body() + " Again.")).write(directory.resolve("tuesday.jsonl"));
    job = new JobFixture(directory);
    DatabaseSettings direct = job.tables().settings(Access.WRITER);
    run(direct, "monday", monday);
    afterMonday = Tables.of(job.tables().settings(Access.READER));
    run(direct, "tuesday", tuesday);
    afterTuesday = Tables.of(job.tables().settings(Access.READER));
  }

  @AfterAll
  static void close() {
    job.close();
  }

  @Test
  void throughPgBouncerInTransactionModeIntoASchemaOfItsOwn() {
    try (TestDatabase database = TestDatabase.fresh(); PgBouncer pooler = PgBouncer.before(database, SLICES)) {
      DatabaseSettings owner = database.settings(Access.OWNER);
      Migrations.of(new DatabaseSettings(owner.url(), "tickets", owner.user(), owner.passwordFile())).migrate();
      DatabaseSettings pooled = pooler.to(database.settings(Access.WRITER), "tickets");

      run(pooled, "monday", monday);
      run(pooled, "tuesday", tuesday);

      Tables.of(pooler.to(database.settings(Access.READER), "tickets")).requireEqualDecisions(afterTuesday);
      assertThat(database.value("SELECT count(*) FROM public.document")).as("documents in the wrong schema").isEqualTo(0L);
      assertThat((Long) database.value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'millrace_writer'"))
          .as("sessions").isBetween(1L, (long) SLICES);
    }
  }

  @Test
  void withTlsAndAServerThatProvesItsName() {
    try (TlsServer server = TlsServer.start()) {
      run(server.verified("localhost", "ca.crt"), "monday", monday);
      Tables.of(server.database().settings(Access.READER)).requireEqual(afterMonday);
    }
  }

  private static void run(DatabaseSettings settings, String runId, Path input) {
    JobFixture.Pipeline pipeline = job.pipeline().withDatabase("{url: '%s', schema: %s, user: %s, password_file: %s}"
        .formatted(settings.url(), settings.schema(), settings.user(), Path.of(settings.passwordFile()).toAbsolutePath()));
    assertThat(job.run(spark, job.request(pipeline, runId, SLICES, input)).exitCode()).isZero();
  }
}
