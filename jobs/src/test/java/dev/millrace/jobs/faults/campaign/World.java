package dev.millrace.jobs.faults.campaign;

import dev.millrace.database.Access;
import dev.millrace.database.BreakableServer;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.JobFixture.Pipeline;
import dev.millrace.jobs.faults.Tables;
import dev.millrace.jobs.faults.Tickets;
import dev.millrace.jobs.source.SharedSpark;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/** What all cases of a campaign share: a server to break, inputs, what undisturbed runs leave, drivers started ahead. */
final class World implements AutoCloseable {
  static final int SLICES = 16;
  static final int DOCUMENTS = 480;
  static final int MORE_DOCUMENTS = 90;
  static final int REJECTED = 5;
  static final int LEASE_SECONDS = 3;
  static final Duration LONGEST = Duration.ofSeconds(90);
  static final String TEMPLATE = "campaign";

  /** Slices take a while at their begin and just before their commit, so that there is a busy phase to strike. */
  static final String[] SLOW = {
      "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.04 + 0.04 * (NEW.slice % 3)); RETURN NEW; END'",
      "CREATE TRIGGER slow BEFORE INSERT OR UPDATE ON slice FOR EACH ROW EXECUTE FUNCTION slow()"};

  private static final List<String> PROPERTIES = List.of("millrace.home", "millrace.lease.seconds");

  final Path home;
  final BreakableServer server;
  final JobFixture fixture;
  final SparkSession spark;
  final RunningTasks tasks = new RunningTasks();
  final Path input;
  final Path more;
  final Undisturbed once;
  final Undisturbed withMore;
  /** In every body, and in no language. */
  final String marker = "xyzzy" + UUID.randomUUID().toString().replace("-", "");
  private final List<String> formerProperties = PROPERTIES.stream().map(System::getProperty).toList();
  private DriverProcess ready;

  /** What one run leaves that nothing happens to. */
  record Undisturbed(Tables tables, long documents, long tokens) {}

  World(Path directory) {
    home = directory.resolve("home");
    // Before the home moves: the session is shared with tests that outlive this directory.
    spark = SharedSpark.spark();
    ready = DriverProcess.start(home, LEASE_SECONDS);
    System.setProperty("millrace.home", home.toString());
    System.setProperty("millrace.lease.seconds", Integer.toString(LEASE_SECONDS));
    fixture = new JobFixture(directory);
    spark.sparkContext().addSparkListener(tasks);
    server = new BreakableServer(home);
    server.template(TEMPLATE, SLOW);
    input = tickets(0, DOCUMENTS).withRejected("twice told " + marker).write(directory.resolve("tickets-1.jsonl"));
    more = tickets(DOCUMENTS, DOCUMENTS + MORE_DOCUMENTS).write(directory.resolve("tickets-2.jsonl"));
    once = undisturbed(directory, input);
    withMore = undisturbed(directory, input, more);
  }

  private Tickets tickets(int from, int to) {
    return Tickets.of(from, to, ticket -> ticket.withBody(marker + " " + ticket.body() + " " + marker));
  }

  private Undisturbed undisturbed(Path directory, Path... inputs) {
    try (JobFixture alone = new JobFixture(directory)) {
      alone.run(spark, JobFixture.request(alone.write("undisturbed.yaml", alone.pipeline()), 0, "undisturbed", SLICES, inputs));
      return new Undisturbed(Tables.of(alone.tables().settings(Access.READER)),
          (long) alone.tables().value("SELECT sum(documents)::bigint FROM slice"), (long) alone.tables().value("SELECT sum(tokens)::bigint FROM slice"));
    }
  }

  Pipeline pipeline(DatabaseSettings settings) {
    return fixture.pipeline().withDatabase(JobFixture.yaml(settings));
  }

  /** A driver in another JVM; the same again as long as it is not killed. */
  DriverProcess driver() {
    if (!ready.isAlive()) {
      ready = DriverProcess.start(home, LEASE_SECONDS);
    }
    return ready;
  }

  @Override
  public void close() {
    ready.close();
    spark.sparkContext().removeSparkListener(tasks);
    fixture.close();
    server.close();
    for (int i = 0; i < PROPERTIES.size(); i++) {
      if (formerProperties.get(i) == null) {
        System.clearProperty(PROPERTIES.get(i));
      } else {
        System.setProperty(PROPERTIES.get(i), formerProperties.get(i));
      }
    }
  }
}
