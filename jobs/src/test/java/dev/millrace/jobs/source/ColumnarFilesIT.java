package dev.millrace.jobs.source;

import static dev.millrace.jobs.source.SharedSpark.spark;
import static dev.millrace.jobs.source.SourceFixture.input;
import static dev.millrace.jobs.source.SourceFixture.read;
import static dev.millrace.jobs.source.SourceFixture.where;
import static dev.millrace.jobs.source.SourceFixture.within;
import static dev.millrace.jobs.source.SourceFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.TextColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs in Asia/Kathmandu: a time that took this zone would show. */
class ColumnarFilesIT {
  private static final String TICKETS = """
      SELECT 42L AS id, named_struct('plain', 'nested ' || char(0), 'a.b', 'deep dot') AS mail, 'dotted' AS `a.b`, 'odd' AS `the ``best`` größe!`,
        timestamp'2026-01-02 03:04:05.678Z' AS created, timestamp_ntz'2026-01-02 03:04:05' AS local, date'2026-01-02' AS day, CAST(4.50 AS decimal(12, 3)) AS price,
        array('one', null, 'two') AS tags, array(named_struct('said', 'Hello'), named_struct('said', 'Bye')) AS turns, map('some.key', 'v') AS attributes,
        X'62C3B8FF' AS raw, CAST(X'62C3B8FF' AS string) AS bad, true AS urgent, CAST(1.5 AS double) AS ratio, array(1, 2) AS numbers
      """;

  @TempDir
  private Path directory;

  private Path table(String format, String sql) {
    return table(format, "table", sql);
  }

  private Path table(String format, String name, String sql) {
    Path path = directory.resolve(name + "." + format);
    Dataset<Row> rows = spark().sql(sql);
    rows.coalesce(1).write().format(format).save(path.toString());
    return path;
  }

  private static Path part(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      return files.filter(file -> file.getFileName().toString().startsWith("part-")).findFirst().orElseThrow();
    }
  }

  private static Path move(Path file, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    return Files.move(file, to);
  }

  private static InputSpec timed(String time) {
    return new InputSpec("test", null, Map.of(), "id", List.of(new TextColumn("t", "t")), time, null, List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc", "avro"})
  void valuesOfEveryTypeBecomeText(String format) {
    // An Avro name has letters, digits and _ only, and Spark's ORC writer misreads backticks.
    boolean named = format.equals("parquet");
    Path table = table(format, named ? TICKETS : TICKETS.replaceAll(", 'a.b', 'deep dot'|'dotted' AS `a.b`, 'odd' AS `.*?!`,", ""));
    List<String> paths = Stream.of("mail.plain", "mail.a.b", "a.b", "the `best` größe!", "local", "day", "price", "tags", "turns.said", "attributes.some.key",
        "attributes.none", "raw", "bad", "urgent", "ratio", "numbers", "created").filter(path -> named || !path.contains("a.b") && !path.contains("`")).toList();
    SourceRow row = read(new InputSpec("test", null, Map.of(), "ID", List.of(new TextColumn("body", "tags")), "created", null, paths), table).get(0);
    assertThat(row.id()).isEqualTo("42");
    assertThat(row.texts()).containsExactly("one\ntwo");
    assertThat(row.time()).isEqualTo("2026-01-02T03:04:05.678Z");
    List<String> odd = named ? List.of("deep dot", "dotted", "odd") : List.of();
    assertThat(row.attributes()).isEqualTo(Stream.of(Stream.of("nested \uFFFD"), odd.stream(), Arrays.stream(new String[] {"2026-01-02T03:04:05", "2026-01-02", "4.500",
        "one\ntwo", "Hello\nBye", "v", null, "bø\uFFFD", "bø\uFFFD", "true", "1.5", "1\n2", "2026-01-02T03:04:05.678Z"})).flatMap(s -> s).toList());
    assertThat(row.repaired()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc", "avro"})
  void onlyBadBytesCountAsRepaired(String format) {
    Path table = table(format, "SELECT 1 AS id, 'Größe 😀' AS text UNION ALL SELECT 2, CAST(X'61FF' AS string)");
    assertThat(read(table)).extracting(row -> row.texts().get(0), SourceRow::repaired).containsExactly(tuple("Größe 😀", false), tuple("a\uFFFD", true));
  }

  @Test
  void aWholeStructIsNoText() {
    assertData(() -> read(input("id", "mail"), table("parquet", TICKETS)), "Column mail of input .*table.parquet is struct<.*>; expected text, .* Name a part of it, such as mail.name");
  }

  @Test
  void aMissingColumnIsRefusedWithPathAndFoundColumns() {
    Path table = table("parquet", "SELECT 1 AS id, named_struct('plain', 'x') AS mail, array('x') AS tags");
    assertData(() -> read(input("id", "mail.html", "tags.x"), table), "Input %s has no column mail.html, tags.x; found id, mail, tags".formatted(table));
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc", "avro"})
  void aFileWithoutASoundHeaderOrFooterIsOneFaultAndTheOthersAreRead(String format) throws IOException {
    Path in = directory.resolve("in");
    Path good = move(part(table(format, "good", "SELECT 1 AS id, 'x' AS text")), in.resolve("a." + format));
    byte[] bytes = Files.readAllBytes(good);
    Path other = write(in.resolve("b." + format), "id,text\n1,no such file\n");
    Path empty = write(in.resolve("c." + format), "");
    Path cut = write(in.resolve("d." + format), Arrays.copyOf(bytes, 10));
    List<SourceRow> rows = read(in);
    assertThat(rows).extracting(SourceRow::id, SourceRow::isUnreadable, SourceRow::file).containsExactlyInAnyOrder(
        tuple("1", false, good.toString()), tuple(null, true, other.toString()), tuple(null, true, empty.toString()), tuple(null, true, cut.toString()));
    assertThat(rows).filteredOn(SourceRow::isUnreadable).allMatch(row -> row.fault().equals("unreadable: not a %s file, or a damaged one".formatted(format)));
    assertData(() -> read(other), "Input %s cannot be read: none of its 1 files is a whole %s file".formatted(other, format));
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc", "avro"})
  void filesAreMergedByNameOfColumn(String format) throws IOException {
    Path in = directory.resolve("in");
    move(part(table(format, "a", "SELECT '1' AS id, 'one' AS text, named_struct('x', 1) AS s")), in.resolve("a." + format));
    move(part(table(format, "b", "SELECT 'two' AS text, 'NP' AS country, '2' AS id, named_struct('y', 'in') AS s")), in.resolve("b." + format));
    assertThat(read(input("id", "text", "country", "s.y"), in)).extracting(SourceRow::texts).containsExactly(List.of("one", "", ""), List.of("two", "NP", "in"));
    move(part(table(format, "c", "SELECT 3 AS id, 'three' AS text")), in.resolve("c." + format));
    assertData(() -> read(in), "Column id is string in input .*/in/a.%s but int in .*/in/c.%s; expected one type in every file".formatted(format, format));
  }

  @Test
  void directoriesNamedLikeColumnsAreColumns() throws IOException {
    Path in = directory.resolve("in");
    for (String day : List.of("2026-01-01", "2026-01-02")) {
      move(part(table("parquet", day, "SELECT '%s' AS id, 'x' AS text".formatted(day))), in.resolve("day=" + day + "/a.parquet"));
    }
    assertThat(read(input("id", "text"), where("day = '2026-01-02'"), in)).extracting(SourceRow::id).containsExactly("2026-01-02");
  }

  @Test
  void filesAreReadOnceAndByTheNameTheyHave() throws IOException {
    Path in = directory.resolve("in");
    Path odd = move(part(table("parquet", "a", "SELECT 1 AS id, 'x' AS text")), in.resolve("odd[1] {x}.parquet"));
    assertThat(read(odd, in, in.resolve("*.parquet"))).extracting(SourceRow::file).containsExactly(odd.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc", "avro"})
  void aTimeRangeIsHalfOpenAndAskedOfTheFile(String format) {
    Path table = table(format, """
        SELECT 'a' AS id, timestamp'2026-01-01 23:59:59.999Z' AS at, date'2026-01-01' AS day, timestamp_ntz'2026-01-01 23:59:59.999' AS local, '1/1/2026' AS written, 'x' AS t
        UNION ALL SELECT 'b', timestamp'2026-01-02 00:00:00Z', date'2026-01-02', timestamp_ntz'2026-01-02 00:00:00', '1/2/2026', 'x'
        UNION ALL SELECT 'c', timestamp'2026-01-03 00:00:00Z', date'2026-01-03', timestamp_ntz'2026-01-03 00:00:00', '1/3/2026', 'x'
        UNION ALL SELECT 'd', null, null, null, 'yesterday', 'x'
        """);
    // The other formats are asked by the same code.
    for (String time : format.equals("parquet") ? List.of("at", "day", "local") : List.of("at")) {
      Dataset<Row> rows = Sources.open(spark(), timed(time), List.of(table.toString()), List.of(), within("2026-01-02", "2026-01-03")).source().rows();
      assertThat(rows.collectAsList()).extracting(row -> SourceRow.of(row).id()).as(time).containsExactlyInAnyOrder("b", "d");
      String plan = ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().executedPlan().toString();
      assertThat(plan).containsPattern("PushedFilters: \\[.*GreaterThanOrEqual\\(%s,2026-01-0[12].*LessThan\\(%s,2026-01-0[23]".formatted(time, time));
    }
    assertThat(read(timed("day"), within("2026-01-02T00:00:00.001Z", null), table)).extracting(SourceRow::id).containsExactly("c", "d");
    assertThat(read(timed("day"), within(null, "2026-01-02T06:00:00Z"), table)).extracting(SourceRow::id).containsExactly("a", "b", "d");
    InputSpec written = new InputSpec("test", null, Map.of(), "id", List.of(new TextColumn("t", "t")), "written", "M/d/yyyy", List.of());
    assertThat(read(written, within("2026-01-02", "2026-01-03"), table)).extracting(SourceRow::id).containsExactly("b", "d");
  }

  @Test
  void aFormatForATimeThatIsNoTextIsRefused() {
    InputSpec input = new InputSpec("test", null, Map.of(), "id", List.of(new TextColumn("t", "day")), "day", "yyyy", List.of());
    assertThatThrownBy(() -> read(input, table("parquet", "SELECT 1 AS id, date'2026-01-01' AS day")))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessageMatching("Column day of input .* is a date, so that input.time_format has no text to read; remove it from the pipeline file");
  }

  @Test
  void conditionsSeeTypesAndAreAskedOfTheFile() {
    Path table = table("parquet", "SELECT id, 'x' AS text, id * 1.5 AS price, map('k', CAST(id AS string)) AS attributes, named_struct('b', id) AS a FROM range(10)");
    assertThat(read(input("id", "text"), where("price BETWEEN 3 AND 4.6 -- dear"), table)).extracting(SourceRow::id).containsExactly("2", "3");
    assertThat(read(input("id", "text"), where("attributes.k = '7' OR a.b = 8"), table)).extracting(SourceRow::id).containsExactly("7", "8");
    Dataset<Row> rows = Sources.open(spark(), input("id", "text"), List.of(table.toString()), List.of(), where("id > 5")).source().rows();
    assertThat(((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().executedPlan().toString()).contains("GreaterThan(id,5)");
  }

  private static void assertData(org.assertj.core.api.ThrowableAssert.ThrowingCallable read, String message) {
    assertThatThrownBy(read).isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA)).hasMessageMatching(message);
  }
}
