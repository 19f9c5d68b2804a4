package dev.millrace.jobs.faults;

import static dev.millrace.jobs.JobFixture.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.JobFixture.Pipeline;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.jobs.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.SparkSession;

/**
 * Kills jobs at random instants of their busy phase, on an embedded PostgreSQL that nobody but the job uses, and goes on
 * with them. An instant is a number of committed slices and some milliseconds more, so that it falls into the busy phase on
 * any machine.
 */
final class Kills implements AutoCloseable {
  private static final int DOCUMENTS = 6_000;
  private static final int SLICES = 24;
  private static final int DRAWS = 5;
  /** About what two slices take. */
  private static final int LATEST_MILLIS = 400;

  private final Path home;
  private final JobFixture fixture;
  private final Path input;
  private final SparkSession spark;
  private final Tables undisturbed;
  private final String formerHome = System.getProperty("millrace.home");
  private int schemas;

  Kills(Path directory) throws IOException {
    home = directory.resolve("home");
    fixture = new JobFixture(directory);
    input = Tickets.of(0, DOCUMENTS).withRejected("twice told").write(directory.resolve("tickets.jsonl"));
    System.setProperty("millrace.home", home.toString());
    spark = SparkSessions.open("kills", 2);
    fixture.run(spark, fixture.request(fixture.pipeline(), "undisturbed", SLICES, input));
    undisturbed = Tables.of(fixture.tables().settings(Access.READER));
  }

  /** Kills one run, continues it, and holds the tables against an undisturbed run's. */
  void killAndContinue(long seed) throws IOException, InterruptedException {
    Random random = new Random(seed);
    for (int draw = 0; draw < DRAWS; draw++) {
      String schema = "killed_" + ++schemas;
      Pipeline pipeline = fixture.pipeline().withDatabase("{url: embedded, schema: %s}".formatted(schema));
      DatabaseSettings settings = new DatabaseSettings(DatabaseSettings.EMBEDDED, schema, null, null);
      long slices = 1 + random.nextInt(SLICES - 8);
      int millis = random.nextInt(LATEST_MILLIS);
      kill(pipeline, (int) slices, millis);
      // None if the job had ended by itself before the kill, and stopped its server: the instant is drawn again.
      Optional<String> server = postmaster();
      try (Database database = Database.open(settings, Access.READER, "millrace test", 1)) {
        long finished = finishedSlices(database);
        System.out.printf("Seed %d, draw %d: killed %d ms after commit %d, with %d of %d slices finished%n", seed, draw, millis, slices, finished, SLICES);
        if (0 < finished && finished < SLICES) {
          assertThat(server).as("PostgreSQL outlives the killed job").isPresent();
          assertThat(postmaster()).as("the orphaned server is adopted").isEqualTo(server);
          goOn(pipeline, settings);
          return;
        }
      }
    }
    throw new AssertionError("No kill of %d met a run with some but not all slices finished".formatted(DRAWS));
  }

  private void kill(Pipeline pipeline, int slices, int millis) throws IOException, InterruptedException {
    try (ChildJob child = ChildJob.start(home, fixture.write("killed.yaml", pipeline), "killed", SLICES, input)) {
      child.awaitSlices(slices);
      await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
      child.kill();
    }
  }

  private void goOn(Pipeline pipeline, DatabaseSettings settings) {
    JobResult result = fixture.run(spark, fixture.request(pipeline, "killed", SLICES, input));
    assertThat(result.exitCode()).isZero();
    assertThat(number(result.summary(), "decided")).isEqualTo(DOCUMENTS);
    assertThat(number(result.summary(), "rejected")).isEqualTo(5);
    Tables.of(settings).requireEqual(undisturbed);
  }

  private static long finishedSlices(Database database) {
    try (Connection connection = database.connection(); Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM slice")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private Optional<String> postmaster() throws IOException {
    try (var files = Files.list(home.resolve("postgres"))) {
      Path data = files.filter(file -> file.getFileName().toString().matches("data-\\d+")).findFirst().orElseThrow();
      return Optional.of(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    spark.stop();
    fixture.close();
    if (formerHome == null) {
      System.clearProperty("millrace.home");
    } else {
      System.setProperty("millrace.home", formerHome);
    }
  }
}
