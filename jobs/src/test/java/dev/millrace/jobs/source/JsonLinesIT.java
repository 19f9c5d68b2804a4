package dev.millrace.jobs.source;

import static dev.millrace.jobs.source.SourceFixture.gzip;
import static dev.millrace.jobs.source.SourceFixture.input;
import static dev.millrace.jobs.source.SourceFixture.read;
import static dev.millrace.jobs.source.SourceFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesIT {
  @TempDir
  private Path directory;

  @Test
  void eachLineIsARowWhateverEndsIt() {
    Path file = write(directory.resolve("a.jsonl"), "\uFEFF{\"id\":\"1\",\"text\":\"one\"}\r\n\n{\"id\":\"2\",\"text\":\"zwei ü 😀\"}\n{\"id\":\"3\",\"text\":\"no newline at the end\"}");
    assertThat(read(file)).extracting(SourceRow::id, SourceRow::texts, SourceRow::repaired, SourceRow::fault).containsExactly(
        tuple("1", List.of("one"), false, null), tuple("2", List.of("zwei ü 😀"), false, null), tuple("3", List.of("no newline at the end"), false, null));
    assertThat(read(file)).allMatch(row -> row.file().equals(file.toString()) && row.key().equals(row.id()));
  }

  @Test
  void gzipIsReadByItsName() {
    assertThat(read(write(directory.resolve("a.json.gz"), gzip("{\"id\":1,\"text\":\"one\"}\n")))).extracting(SourceRow::texts).containsExactly(List.of("one"));
  }

  @Test
  void idsMayBeNumbersAndValuesAnything() {
    Path file = write(directory.resolve("a.json"), """
        {"id": 7, "text": "number"}
        {"id": 12345678901234567890, "text": ["a", 1]}
        {"id": true, "text": null}
        {"id": "  ", "text": 1.5}
        """);
    assertThat(read(file)).extracting(SourceRow::id, row -> row.texts().get(0)).containsExactly(
        tuple(null, "1.5"), tuple("12345678901234567890", "a\n1"), tuple("7", "number"), tuple("true", ""));
  }

  @Test
  void nestedColumnsAreReachedByPathAndDottedNamesByName() {
    Path file = write(directory.resolve("a.json"), """
        {"id": "1", "mail": {"body": {"plain": "nested"}}, "a.b": "dotted"}
        {"id": "2"}
        """);
    assertThat(read(input("id", "mail.body.plain", "a.b"), file)).extracting(SourceRow::texts)
        .containsExactly(List.of("nested", "dotted"), List.of("", ""));
  }

  @Test
  void listsAreLinesAndAPathLeadsThroughThem() {
    Path file = write(directory.resolve("a.json"), """
        {"id": "1", "turns": [{"who": "a", "said": "Hello"}, {"who": "b"}, {"said": null}, {"said": "Bye"}], "tags": ["x", null, "y"], "map": {"some.key": "v"}}
        """);
    assertThat(read(input("id", "turns.said", "tags", "map.some.key", "turns"), file)).extracting(SourceRow::texts).containsExactly(List.of(
        "Hello\nBye", "x\ny", "v", "[{\"who\":\"a\",\"said\":\"Hello\"},{\"who\":\"b\"},{\"said\":null},{\"said\":\"Bye\"}]"));
  }

  @Test
  void whatNoTextMayHoldBecomesTheReplacementCharacter() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.writeBytes("{\"id\":\"1\",\"text\":\"nul \\u0000\"}\n{\"id\":\"2\",\"text\":\"lone \\ud83d\"}\n{\"id\":\"3\",\"text\":\"bytes ".getBytes(StandardCharsets.UTF_8));
    lines.writeBytes(new byte[] {(byte) 0xff, (byte) 0xc3});
    lines.writeBytes("\"}\n{\"id\":\"4\",\"text\":\"sound \\ud83d\\ude00\"}\n".getBytes(StandardCharsets.UTF_8));
    assertThat(read(write(directory.resolve("a.json"), lines.toByteArray()))).extracting(row -> row.texts().get(0), SourceRow::repaired).containsExactly(
        tuple("nul \uFFFD", true), tuple("lone \uFFFD", true), tuple("bytes \uFFFD\uFFFD", true), tuple("sound 😀", false));
  }

  @Test
  void aLineThatIsNotOneObjectCostsItselfOnly() {
    Path file = write(directory.resolve("a.json"), """
        {"id": "1", "text": "good"}
        {"id": "2", "text": "brok
        [{"id": "3", "text": "in a list"}]
        {"id": "4", "text": "first"} {"id": "5", "text": "second"}
        42
        """);
    List<SourceRow> rows = read(file);
    assertThat(rows).hasSize(5);
    assertThat(rows.subList(0, 4)).allSatisfy(row -> {
      assertThat(row.fault()).isEqualTo("not a JSON object");
      assertThat(row.id()).isNull();
      assertThat(row.key()).matches("[0-9a-f]{32}");
    });
    assertThat(rows.get(4).texts()).containsExactly("good");
  }

  @Test
  void anIdThatNoIndexCouldHoldIsAFault() {
    Path file = write(directory.resolve("a.json"), "{\"id\":\"%s\",\"text\":\"a\"}\n{\"id\":\"%s\",\"text\":\"b\"}\n".formatted("x".repeat(512), "y".repeat(513)));
    assertThat(read(file)).extracting(SourceRow::fault).containsExactly("an id of more than 512 characters", null);
  }

  @Test
  void aMissingColumnIsRefusedWithPathAndFoundColumns() {
    Path file = write(directory.resolve("a.json"), "{\"id\":1,\"body\":\"x\"}\n{\"id\":2,\"subject\":\"y\"}\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessage("Input %s has no column text in its first 2 rows; found body, id, subject", file);
  }

  @Test
  void aTextMayBeAsLongAsItsLine() {
    Path file = write(directory.resolve("a.json"), "{\"id\":1,\"text\":\"%s\"}\n".formatted("x".repeat(21_000_000)));
    assertThat(read(file)).singleElement().satisfies(row -> assertThat(row.texts().get(0)).hasSize(21_000_000));
  }

  @Test
  void theFirstLookEndsAfterAThousandLinesOrSoManyBytes() {
    Columns columns = Wanted.of(input("id", "text"), List.of(), Selection.EVERYTHING).textColumns();
    JsonLines.Found many = new JsonLines.Found(columns);
    for (int i = 0; i < 1_000; i++) {
      assertThat(many.isEnough()).isFalse();
      many.add(new byte[10]);
    }
    assertThat(many.isEnough()).isTrue();
    JsonLines.Found large = new JsonLines.Found(columns);
    large.add(new byte[32 << 20]);
    assertThat(large.isEnough()).isFalse();
    large.add(new byte[32 << 20]);
    assertThat(large.isEnough()).isTrue();
  }

  @Test
  void aFileWithoutAnyObjectIsRefused() {
    Path file = write(directory.resolve("a.json"), "[\n{\"id\":1},\n]\n");
    assertThatThrownBy(() -> read(file)).isInstanceOf(MillraceException.class).hasMessageContaining(file.toString()).hasMessageContaining("expected one object a line");
  }
}
