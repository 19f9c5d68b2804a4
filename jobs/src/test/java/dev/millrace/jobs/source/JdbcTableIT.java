package dev.millrace.jobs.source;

import static dev.millrace.jobs.source.SharedSpark.spark;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.Access;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.TestDatabase;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.TextColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in Asia/Kathmandu, in which the driver would ask if nobody told it otherwise. */
class JdbcTableIT {
  private static TestDatabase database;
  private static DatabaseSettings settings;

  @TempDir
  private Path directory;

  @BeforeAll
  static void fill() {
    database = TestDatabase.fresh();
    settings = database.settings(Access.OWNER);
    database.execute("""
        CREATE TABLE "Tickets" (id numeric, number bigint, body text, at timestamptz, local timestamp, day date, raw bytea, tags text[], extra jsonb);
        INSERT INTO "Tickets" SELECT n, n, 'text ' || n, timestamptz '2026-01-01Z' + n * interval '1 hour', timestamp '2026-01-01' + n * interval '1 hour',
          date '2026-01-01' + n / 24, 'raw'::bytea, ARRAY['a', NULL, 'b'], '{"k": 1}' FROM generate_series(0, 95) n;
        INSERT INTO "Tickets" (id, number, body) VALUES (96, NULL, 'no number, no time')""");
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private static Map<String, String> options(String... more) {
    Map<String, String> options = new TreeMap<>(Map.of("url", settings.url(), "user", settings.user(), "password_file", settings.passwordFile()));
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  private static InputSpec input(String time, Map<String, String> options, String... attributes) {
    return new InputSpec("test", "jdbc", options, "id", List.of(new TextColumn("body", "body")), time, null, List.of(attributes));
  }

  private static Input open(InputSpec input, Selection selection) {
    return Sources.open(spark(), input, List.of(), List.of(), selection);
  }

  private static List<String> ids(InputSpec input, Selection selection) {
    return SourceFixture.ofInput(open(input, selection)).stream().map(SourceRow::id).map(Integer::valueOf).sorted().map(String::valueOf).toList();
  }

  private static List<String> range(int from, int to) {
    return Stream.iterate(from, i -> i < to, i -> i + 1).map(String::valueOf).toList();
  }

  @Test
  void everyRowIsReadOnceWhateverColumnDividesThem() {
    for (String column : List.of("number", "id", "at", "local", "DAY")) {
      Input input = open(input("at", options("dbtable", "\"Tickets\"", "partitionColumn", column, "numPartitions", "5")), Selection.EVERYTHING);
      Dataset<Row> rows = input.source().rows();
      assertThat(rows.javaRDD().getNumPartitions()).as(column).isBetween(4, 5);
      // Each of the readers but the one of what has no value in the column has a share of the rows.
      assertThat(rows.javaRDD().glom().map(List::size).collect()).as(column).allMatch(size -> size > 10);
      assertThat(rows.collectAsList()).extracting(row -> Integer.parseInt(SourceRow.of(row).id())).as(column).containsExactlyInAnyOrderElementsOf(
          Stream.iterate(0, i -> i <= 96, i -> i + 1).toList());
    }
  }

  @Test
  void valuesBecomeTextAsInOtherFormats() {
    InputSpec input = input("at", options("query", "SELECT * FROM \"Tickets\" WHERE number = 3;"), "local", "day", "raw", "tags", "extra", "number");
    assertThat(SourceFixture.ofInput(open(input, Selection.EVERYTHING))).singleElement().satisfies(row -> {
      assertThat(row.id()).isEqualTo("3");
      assertThat(row.texts()).containsExactly("text 3");
      assertThat(row.time()).isEqualTo("2026-01-01T03:00:00Z");
      assertThat(row.attributes()).containsExactly("2026-01-01T03:00:00", "2026-01-01", "raw", "a\nb", "{\"k\": 1}", "3");
      assertThat(row.file()).isEqualTo(settings.url());
    });
  }

  @Test
  void theDatabaseIsAskedForTheRangeAndTheCondition() throws TimeoutException {
    Selection selection = Selection.of("2026-01-02", "2026-01-03", "number % 2 = 0 AND number > 30", 0, null);
    for (String time : List.of("at", "local")) {
      InputSpec input = input(time, options("dbtable", "\"Tickets\"", "partitionColumn", "number"));
      assertThat(ids(input, SourceFixture.within("2026-01-02", "2026-01-03"))).as(time).isEqualTo(Stream.concat(range(24, 48).stream(), Stream.of("96")).toList());
      AtomicLong sent = new AtomicLong();
      assertThat(listening(new SparkListener() {
        @Override
        public void onTaskEnd(SparkListenerTaskEnd task) {
          sent.addAndGet(task.taskMetrics().inputMetrics().recordsRead());
        }
      }, () -> ids(input, selection))).as(time).containsExactly("32", "34", "36", "38", "40", "42", "44", "46");
      // number % 2 is Spark's to check; all else PostgreSQL is asked for. One row is the answer to the question for the bounds.
      assertThat(sent).hasValue(1 + 47 - 31 + 1);
    }
    assertThat(ids(input("day", options("dbtable", "\"Tickets\"")), SourceFixture.within("2026-01-02T00:00:01Z", null))).isEqualTo(range(48, 97));
  }

  @Test
  void theFingerprintIsTheQueryAndItsUpperBound() {
    database.execute("CREATE TABLE growing AS SELECT n AS id, 'x' AS body FROM generate_series(1, 10) n");
    InputSpec input = input(null, options("dbtable", "growing", "partitionColumn", "id"));
    Input before = open(input, Selection.EVERYTHING);
    assertThat(before.bytes()).isEqualTo(10_000);
    assertThat(open(input, Selection.EVERYTHING).fingerprint()).isEqualTo(before.fingerprint());
    assertThat(open(input, SourceFixture.where("id > 1")).fingerprint()).isNotEqualTo(before.fingerprint());
    database.execute("INSERT INTO growing VALUES (11, 'y')");
    assertThat(open(input, Selection.EVERYTHING).fingerprint()).isNotEqualTo(before.fingerprint());
    InputSpec blind = input(null, options("dbtable", "growing"));
    assertThat(open(blind, Selection.EVERYTHING).fingerprint()).isNotEqualTo(open(blind, Selection.EVERYTHING).fingerprint());
  }

  @Test
  void aDateInTheQueryIsTheNights() {
    InputSpec input = input(null, options("query", "SELECT * FROM \"Tickets\" WHERE day = DATE '{date}'"));
    Input opened = open(input, Selection.of(null, null, null, 0, "2026-01-02"));
    assertThat(SourceFixture.ofInput(opened)).hasSize(24);
    assertThat(opened.settings()).isEqualTo(Map.of("date", "2026-01-02"));
  }

  @Test
  void anEmptyTableIsANightWithoutDocuments() {
    assertThat(ids(input(null, options("query", "SELECT * FROM \"Tickets\" WHERE false", "partitionColumn", "number")), Selection.EVERYTHING)).isEmpty();
  }

  @Test
  void aBoundThatIsNoNumberIsAskedFor() {
    database.execute("CREATE TABLE endless AS SELECT 1 AS id, 'x' AS body, float8 'NaN' AS score, float8 '-infinity' AS least");
    for (String column : List.of("score", "least")) {
      assertFails(ErrorKind.USAGE, options("dbtable", "endless", "partitionColumn", column), "The partition column holds a value .*give lowerBound and upperBound in input.options");
      assertThat(ids(input(null, options("dbtable", "endless", "partitionColumn", column, "lowerBound", "0", "upperBound", "9")), Selection.EVERYTHING)).containsExactly("1");
    }
  }

  @Test
  void anInfiniteTimeIsReadOrItsBoundsAreAskedFor() {
    database.execute("CREATE TABLE eternal AS SELECT 1 AS id, 'x' AS body, timestamptz 'infinity' AS at, timestamp '-infinity' AS local, date 'infinity' AS day "
        + "UNION ALL SELECT 2, 'y', '2026-01-01Z', '2026-01-01', '2026-01-01'");
    for (String column : List.of("at", "local", "day")) {
      InputSpec input = input(null, options("dbtable", "eternal", "partitionColumn", column));
      try {
        assertThat(ids(input, Selection.EVERYTHING)).as(column).containsExactly("1", "2");
      } catch (MillraceException e) {
        assertThat(e).as(column).hasMessageContaining("give lowerBound and upperBound");
      }
    }
  }

  @Test
  void thePasswordIsInNoPlanEventOrMessage() throws IOException, TimeoutException {
    String password = Files.readAllLines(Path.of(settings.passwordFile())).get(0);
    assertThat(password).isNotBlank();
    ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    SparkListener listener = new SparkListener() {
      @Override
      public void onOtherEvent(SparkListenerEvent event) {
        events.add(event instanceof SparkListenerSQLExecutionStart start ? start + start.physicalPlanDescription() + start.details() + start.modifiedConfigs() : event.toString());
      }
    };
    Map<String, String> options = options("dbtable", "\"Tickets\"", "partitionColumn", "number");
    Dataset<Row> rows = open(input("at", options), Selection.EVERYTHING).source().rows();
    listening(listener, rows::collectAsList);
    assertThat(events).anyMatch(event -> event.contains("JDBCRelation")).noneMatch(event -> event.contains(password));
    assertThat(((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().toString()).contains("JDBCRelation").doesNotContain(password);
    assertThat(JdbcOptions.of(options).toString() + input("at", options)).doesNotContain(password);
  }

  @Test
  void whatIsWrongIsToldWithoutTheStackOfSpark() throws IOException {
    assertFails(ErrorKind.USAGE, Map.of("dbtable", "t"), "A jdbc input needs input.options.url .*");
    assertFails(ErrorKind.USAGE, options(), "A jdbc input needs one of input.options.dbtable, a table, and input.options.query, a SELECT");
    assertFails(ErrorKind.USAGE, options("dbtable", "nowhere"), "The database .* refuses input.options: ERROR: relation \"nowhere\" does not exist(?s).*");
    assertFails(ErrorKind.USAGE, options("dbtable", "\"Tickets\"", "partitionColumn", "none"), "input.options.partitionColumn names none; the columns are id, number, .*");
    assertFails(ErrorKind.USAGE, options("dbtable", "\"Tickets\"", "partitionColumn", "body"), "input.options.partitionColumn must be a number, a date or a time; body is string");
    assertFails(ErrorKind.USAGE, options("dbtable", "t", "url", "jdbc:nobody://h/d"), "There is no JDBC driver for jdbc:nobody://h/d on the class path; .*MILLRACE_CLASS_PATH");
    assertFails(ErrorKind.USAGE, options("dbtable", "t", "url", settings.url() + "?password=secret"), "input.options.url holds a password. .*");
    assertFails(ErrorKind.USAGE, options("dbtable", "t", "url", "jdbc:oracle:thin:scott/TIGERPW@//h:1521/x"), "input.options.url holds a password. [^@]*");
    assertFails(ErrorKind.USAGE, options("dbtable", "t", "url", "jdbc:oracle:thin:scott@//h:1521/x?a=b"), "There is no JDBC driver for jdbc:oracle:thin:@//h:1521/x on .*");
    assertFails(ErrorKind.EXTERNAL, options("dbtable", "t", "url", "jdbc:postgresql://127.0.0.1:1/none"), "The database jdbc:postgresql://127.0.0.1:1/none cannot be read: .*");
    Path wrong = Files.writeString(directory.resolve("wrong"), "not-the-password");
    assertFails(ErrorKind.EXTERNAL, options("dbtable", "t", "password_file", wrong.toString()), "The database .* cannot be read: FATAL: password authentication failed for user .*");
    assertThatThrownBy(() -> Sources.open(spark(), input(null, options("dbtable", "t")), List.of("a.csv"), List.of(), Selection.EVERYTHING))
        .hasMessageContaining("--input is for files, but the pipeline file's input.format is jdbc");
  }

  /** What is answered while the listener hears; its events come late, so it is left when all have come. */
  private static <T> T listening(SparkListener listener, Supplier<T> asked) throws TimeoutException {
    spark().sparkContext().addSparkListener(listener);
    try {
      T answer = asked.get();
      spark().sparkContext().listenerBus().waitUntilEmpty();
      return answer;
    } finally {
      spark().sparkContext().removeSparkListener(listener);
    }
  }

  private static void assertFails(ErrorKind kind, Map<String, String> options, String message) {
    assertThatThrownBy(() -> open(input(null, options), Selection.EVERYTHING))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind)).hasMessageMatching(message);
  }
}
