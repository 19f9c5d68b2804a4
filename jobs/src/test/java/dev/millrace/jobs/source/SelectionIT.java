package dev.millrace.jobs.source;

import static dev.millrace.jobs.source.SharedSpark.spark;
import static dev.millrace.jobs.source.SourceFixture.input;
import static dev.millrace.jobs.source.SourceFixture.read;
import static dev.millrace.jobs.source.SourceFixture.where;
import static dev.millrace.jobs.source.SourceFixture.within;
import static dev.millrace.jobs.source.SourceFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.TextColumn;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of formats whose columns are text; what typed ones do with a selection is told beside them. */
class SelectionIT {
  @TempDir
  private Path directory;
  private Path json;
  private Path csv;

  @BeforeEach
  void writeTickets() {
    json = write(directory.resolve("a.json"), """
        {"id": "1", "text": "one", "at": "2026-01-01", "mail": {"from": {"country": "NP"}}, "price": 9, "odd name.": "x"}
        {"id": "2", "text": "two", "at": "2026-01-02T05:00:00+05:45", "mail": {"from": {"country": "DE"}}, "price": "n/a", "a.b": "dotted"}
        {"id": "3", "text": "three", "at": "2026-01-02", "mail": {"from": {"country": "NP"}}, "price": 10.5}
        {"id": "4", "text": "four", "at": "never", "mail": {"from": {"country": "DE"}}}
        {"id": "5", "text": "five", "price": 11}
        no object
        """);
    csv = write(directory.resolve("a.csv"), "id,text,at,a.b,the `best`\n1,one,2/1/2026,x,\n2,two,1/1/2026,,y\n3,three,,,z\n");
  }

  private static InputSpec timed(String format) {
    return new InputSpec("test", null, Map.of(), "id", List.of(new TextColumn("text", "text")), "at", format, List.of());
  }

  private List<String> ids(Path file, Selection selection) {
    return read(input("id", "text"), selection, file).stream().map(SourceRow::id).toList();
  }

  @Test
  void aConditionSeesColumnsThatThePipelineDoesNotMap() {
    assertThat(ids(json, where("mail.from.country = 'NP'"))).containsExactly(null, "1", "3");
    assertThat(ids(json, where("`a.b` = 'dotted' OR `odd name.` = 'x'"))).containsExactly(null, "1", "2");
    assertThat(ids(csv, where("`a.b` = 'x' OR `the ``best``` = 'y' -- the rest is said"))).containsExactly("1", "2");
    assertThat(ids(csv, where("length(text) > 3"))).containsExactly("3");
    assertThat(read(input("id", "text"), where("mail.from.country = 'NP'"), json)).allMatch(row -> row.conditions().isEmpty());
  }

  @Test
  void aTextThatIsNoNumberIsNullAndNeitherInTheRowsNorTheEndOfTheRun() {
    assertThat(ids(json, where("CAST(price AS double) > 9.5"))).containsExactly(null, "3", "5");
  }

  @Test
  void aRowWithoutATimeOrWithABadOneIsInEveryRange() {
    assertThat(read(timed(null), within("2026-01-02", null), json)).extracting(SourceRow::id).containsExactly(null, "3", "4", "5");
    assertThat(read(timed(null), within("2026-01-01T23:15:00Z", "2026-01-02"), json)).extracting(SourceRow::id).containsExactly(null, "2", "4", "5");
    assertThat(read(timed("d/M/yyyy"), within("2026-01-02", null), csv)).extracting(SourceRow::id).containsExactly("1", "3");
  }

  @Test
  void aRangeNeedsATime() {
    assertUsage(within("2026-01-01", null), "--from and --to need a document's time: name its column as input.time in the pipeline file");
  }

  @Test
  void whatIsNoConditionOfOneRowIsRefused() {
    assertUsage(where("price >"), "--where cannot be used: .*PARSE_SYNTAX_ERROR.*");
    assertUsage(where("a = 1) OR (b = 2"), "--where cannot be used: .*PARSE_SYNTAX_ERROR.*");
    assertUsage(where("nothing = 1"), "--where: Input .* has no column nothing in its first 6 rows; found a.b, at, id, mail, odd name., price, text");
    assertUsage(where("text"), "--where cannot be used: .*DATATYPE_MISMATCH.* The columns are .*");
    assertUsage(where("nofunction(text)"), "--where cannot be used: .*UNRESOLVED_ROUTINE.*");
    assertUsage(where("count(text) > 1"), "--where cannot be used: .*WHERE.*");
    assertUsage(where("id IN (SELECT 1)"), "--where is a condition over the columns of one row and takes no subquery");
    assertUsage(where("EXISTS (SELECT 1)"), "--where is a condition over the columns of one row and takes no subquery");
    for (String moving : List.of("rand() < 0.5", "at > current_date()", "at > now()", "reflect('java.lang.System', 'nanoTime') > 1", "text = uuid()")) {
      assertUsage(where(moving), "--where must say the same of a row whenever it is asked: .*");
    }
    assertUsage(where("mail = 'x' OR mail.from = 'y'"), "--where names mail.* and also a column within or around it; .*");
  }

  @Test
  void aLimitTakesTheSameIdsHoweverTheRowsLie() {
    Dataset<Row> rows = Sources.open(spark(), input("id", "text"), List.of(generated("all.json", 0, 2_000).toString()), List.of(), Selection.EVERYTHING).source().rows();
    Set<String> chosen = ids(Sample.of(rows, 100));
    assertThat(chosen).hasSize(100);
    List<String> parts = List.of(generated("b.json", 0, 700).toString(), generated("a.json", 600, 2_000).toString());
    Dataset<Row> split = Sources.open(spark(), input("id", "text"), parts, List.of(), Selection.EVERYTHING).source().rows();
    assertThat(ids(Sample.of(split.repartition(7), 100))).isEqualTo(chosen);
    assertThat(Sample.of(split, 100).count()).isEqualTo(chosen.size() + chosen.stream().filter(id -> Integer.parseInt(id) >= 600 && Integer.parseInt(id) < 700).count());
    assertThat(chosen).containsAll(ids(Sample.of(rows, 10)));
    assertThat(Sample.of(rows, 2_001).count()).isEqualTo(2_000);
    // Evenly over the ids: within four standard deviations of a half.
    assertThat(chosen.stream().filter(id -> Integer.parseInt(id) < 1_000).count()).isBetween(30L, 70L);
  }

  @Test
  void aFileThatCouldNotBeReadIsToldOfHoweverFewAreAskedFor() {
    Dataset<Row> rows = spark().createDataset(List.of(
        new Columns("id", null, List.of("t"), List.of(), List.of()).unreadable("/in/a", "damaged").toRow(),
        new SourceRow("/in/b", "1", "1", List.of("x"), false, null, List.of(), List.of(), null).toRow(),
        new SourceRow("/in/b", "2", "2", List.of("x"), false, null, List.of(), List.of(), null).toRow()), org.apache.spark.sql.Encoders.row(SourceRow.SCHEMA));
    assertThat(Sample.of(rows, 1).collectAsList()).extracting(row -> SourceRow.of(row).file()).containsExactly("/in/a", "/in/b");
  }

  @Test
  void aSelectionIsPartOfTheFingerprint() {
    String all = fingerprint(Selection.EVERYTHING);
    List<Selection> selections = List.of(where("price = 9"), where("price = 8"), Selection.of(null, null, null, 7, null), within("2026-01-01", null), within(null, "2026-01-01"));
    assertThat(selections.stream().map(this::fingerprint).collect(Collectors.toSet())).hasSize(5).doesNotContain(all);
    assertThat(fingerprint(Selection.of(null, null, null, 0, "2026-01-01"))).isEqualTo(all);
  }

  @Test
  void aDatedPathIsThatDays() {
    write(directory.resolve("2026/01/02/a.json"), "{\"id\":\"9\",\"text\":\"x\"}\n");
    String path = directory + "/{date:yyyy/MM/dd}/*.json";
    assertThat(Sources.open(spark(), input("id", "text"), List.of(path), List.of(), Selection.of(null, null, null, 0, "2026-01-02")).source().rows().count()).isEqualTo(1);
    assertThatThrownBy(() -> Sources.open(spark(), input("id", "text"), List.of(path), List.of(), Selection.of(null, null, null, 0, "2026-01-03")))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessageContaining("There is no input at %s/2026/01/03/*.json", directory);
  }

  private String fingerprint(Selection selection) {
    return Sources.open(spark(), timed(null), List.of(json.toString()), List.of(), selection).fingerprint();
  }

  private Path generated(String name, int from, int to) {
    return write(directory.resolve(name), IntStream.range(from, to).mapToObj("{\"id\":%1$d,\"text\":\"x%1$d\"}%n"::formatted).collect(Collectors.joining()));
  }

  private static Set<String> ids(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> SourceRow.of(row).id()).collect(Collectors.toSet());
  }

  private void assertUsage(Selection selection, String message) {
    assertThatThrownBy(() -> read(input("id", "text"), selection, json))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE)).hasMessageMatching(message);
  }
}
