package dev.millrace.jobs.faults;

import static dev.millrace.jobs.JobFixture.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.JobFixture.Pipeline;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.jobs.faults.Tickets.Ticket;
import dev.millrace.jobs.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs in a process of their own, ended or starved from outside. */
class StoppedJobIT {
  private static final int DOCUMENTS = 4_000;
  private static final int SLICES = 24;
  private static final int FILE_KIB = 3 << 10;
  /** Of the process after SIGTERM, as every shell says it. */
  private static final int TERMINATED = 128 + 15;

  @TempDir
  private static Path directory;
  private static SparkSession spark;
  private static Path input;
  private static Tables undisturbed;

  private JobFixture job;

  @BeforeAll
  static void runsUndisturbed() {
    spark = SparkSessions.open("stopped jobs", 2);
    input = Tickets.of(0, DOCUMENTS).withRejected("twice told").write(directory.resolve("tickets.jsonl"));
    try (JobFixture alone = new JobFixture(directory)) {
      alone.run(spark, alone.request(alone.pipeline(), "alone", SLICES, input));
      undisturbed = Tables.of(alone.tables().settings(Access.READER));
    }
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @BeforeEach
  void open() {
    job = new JobFixture(directory);
  }

  @AfterEach
  void close() {
    job.close();
  }

  private Tables tables() {
    return Tables.of(job.tables().settings(Access.READER));
  }

  /** The embedded server is stopped by the same signal: after the run has been noted, or the note is lost. */
  @Test
  void aJobThatIsToldToEndNotesThatLetsItsRunGoAndGoesOnWhenStartedAgain() throws Exception {
    Path home = Files.createDirectories(directory.resolve("home-of-stopped"));
    Pipeline pipeline = job.pipeline().withDatabase("{url: embedded}");
    try (ChildJob child = ChildJob.start(home, job.write("stopped.yaml", pipeline), "stopped", SLICES, input)) {
      child.awaitSlices(2);
      child.signal("TERM");
      assertThat(child.exitCode()).isEqualTo(TERMINATED);
      assertThat(child.output()).contains("stopped: Run stopped was stopped by a signal; what is finished stays").doesNotContain("error:", "bug:");
    }
    String formerHome = System.setProperty("millrace.home", home.toString());
    try (Database database = Database.open(DatabaseSettings.DEFAULT, Access.READER, "millrace test", 1)) {
      assertThat(run(database)).containsExactly("stopped", 5, "STOPPED", true);
      JobResult result = job.run(spark, job.request(pipeline, "stopped", SLICES, input));
      assertThat(number(result.summary(), "decided")).isEqualTo(DOCUMENTS);
      Tables.of(DatabaseSettings.DEFAULT).requireEqual(undisturbed);
    } finally {
      restore(formerHome);
    }
  }

  private static List<Object> run(Database database) throws Exception {
    try (Connection connection = database.connection(); Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT state, exit_code, error_kind, lease_until IS NULL FROM run")) {
      row.next();
      return List.of(row.getObject(1), row.getObject(2), row.getObject(3), row.getObject(4));
    }
  }

  private static void restore(String formerHome) {
    if (formerHome == null) {
      System.clearProperty("millrace.home");
    } else {
      System.setProperty("millrace.home", formerHome);
    }
  }

  @Test
  void aBundleReplacedAmidARunDoesNotTouchIt() throws Exception {
    Pipeline pipeline = job.pipeline().withBundle(job.bundle(11));
    try (JobFixture other = new JobFixture(directory);
        ChildJob child = ChildJob.start(directory.resolve("home-of-bundle"), job.write("bundle.yaml", pipeline), "bundle", SLICES, input)) {
      other.run(spark, other.request(other.pipeline().withBundle(job.bundle(11)), "bundle", SLICES, input));
      Tables before = Tables.of(other.tables().settings(Access.READER));
      child.awaitSlices(2);
      job.replaceBundle(11, 12);
      assertThat(child.exitCode()).as(child::output).isZero();
      tables().requireEqual(before);
    }
  }

  /** Of a pipeline without a model, whose native libraries would be the largest files. */
  @Test
  void aDiskTooSmallForTheRowsToBeSortedIsNamedAndTheRunGoesOnWithRoom() throws Exception {
    Path rows = bulky(directory.resolve("bulky.jsonl"));
    Path pipeline = withoutModel(job, "starved.yaml");
    try (JobFixture alone = new JobFixture(directory);
        ChildJob child = ChildJob.startWithFilesUpTo(FILE_KIB, directory.resolve("home-of-starved"), pipeline, "starved", 4, rows)) {
      assertThat(child.exitCode()).as(child::output).isEqualTo(3);
      assertThat(child.output()).contains("error: No room for the rows that Spark keeps on disk", "File too large", child.home().resolve("spark").toString(), "MILLRACE_HOME");
      assertThat(job.tables().query("SELECT state, exit_code, (SELECT count(*) FROM document) FROM run")).containsExactly(List.of("failed", 3, 0L));
      job.run(spark, JobFixture.request(pipeline, 0, "starved", 4, rows));
      alone.run(spark, JobFixture.request(withoutModel(alone, "alone.yaml"), 0, "alone", 4, rows));
      tables().requireEqual(Tables.of(alone.tables().settings(Access.READER)));
    }
  }

  private static Path withoutModel(JobFixture fixture, String name) throws IOException {
    return Files.writeString(directory.resolve(name), fixture.pipeline().yaml().replaceAll("(?m)^tasks: .*\n", ""));
  }

  /** 12 MB that do not compress, read by two tasks. The thousand rows that the job looks at first fit. */
  private static Path bulky(Path file) {
    Random random = new Random(4);
    byte[] noise = new byte[1_200];
    return Tickets.of(0, 6_000, ticket -> {
      random.nextBytes(noise);
      return new Ticket(ticket.id(), ticket.subject(), ticket.body(), ticket.time(), Base64.getEncoder().encodeToString(noise));
    }).write(file);
  }
}
