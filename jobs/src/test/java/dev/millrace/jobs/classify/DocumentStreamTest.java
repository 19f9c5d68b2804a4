package dev.millrace.jobs.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.decision.Outcome.Rejected;
import dev.millrace.decision.RejectionReason;
import dev.millrace.document.ContentHash;
import dev.millrace.document.Document;
import dev.millrace.document.Part;
import dev.millrace.failure.MillraceException;
import dev.millrace.failure.ErrorKind;
import dev.millrace.jobs.classify.DocumentStream.Window;
import dev.millrace.jobs.source.SourceRow;
import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.TextColumn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.ArraySeq$;

class DocumentStreamTest {
  private static final InputSpec INPUT = new InputSpec("test", null, Map.of(), "id", List.of(new TextColumn("body", "text")), "time", null, List.of("country"));

  @Test
  void ofTheRowsOfOneIdTheLatestWinsWhateverTheirOrder() {
    assertWinner("new", List.of(row("1", "old", "2026-01-01"), row("1", "new", "2026-01-03"), row("1", "middle", "2026-01-02"), row("1", "timeless", null)));
  }

  @Test
  void ofTheRowsOfOneTimeTheGreaterContentHashWinsWhateverTheirOrder() {
    List<String> texts = List.of("a", "b", "c", "d");
    String greatest = Collections.max(texts, Comparator.comparing(DocumentStreamTest::hash));
    assertWinner(greatest, texts.stream().map(text -> row("1", text, "2026-01-01")).toList());
    assertWinner(greatest, texts.stream().map(text -> row("1", text, null)).toList());
  }

  private static void assertWinner(String expected, List<SourceRow> rows) {
    List<SourceRow> shuffled = new ArrayList<>(rows);
    for (int seed = 0; seed < 24; seed++) {
      Collections.shuffle(shuffled, new Random(seed));
      Window window = stream(shuffled).read(100, 1_000);
      assertThat(window.documents()).extracting(DocumentStreamTest::text).containsExactly(expected);
      assertThat(window.rejected()).containsExactlyInAnyOrderElementsOf(rows.stream().map(row -> row.texts().get(0)).filter(text -> !text.equals(expected))
          .map(text -> new Rejected("1#" + hash(text).toString().substring(0, 16) + "#1", "1", RejectionReason.DUPLICATE_ID, null)).toList());
    }
  }

  @Test
  void ofRowsThatDifferInAttributesOnlyTheSameOneWinsWhateverTheirOrder() {
    SourceRow denmark = withCountry(row("1", "same", null), "DK");
    SourceRow sweden = withCountry(row("1", "same", null), "SE");
    for (List<SourceRow> rows : List.of(List.of(denmark, sweden), List.of(sweden, denmark))) {
      assertThat(stream(rows).read(100, 1_000).documents()).singleElement()
          .satisfies(document -> assertThat(document.attributes()).containsEntry("country", "SE"));
    }
  }

  @Test
  void aColumnThatSaysTheSameEverywhereIsNoId() {
    List<SourceRow> rows = Collections.nCopies(DocumentStream.MOST_ROWS_OF_AN_ID + 1, row("1", "same", null));
    assertThatThrownBy(() -> stream(rows).read(100, 1_000))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessageContaining("Is input.id the column that identifies a document?");
  }

  private static SourceRow withCountry(SourceRow row, String country) {
    return new SourceRow(row.file(), row.key(), row.id(), row.texts(), row.repaired(), row.time(), List.of(country), row.gold(), row.fault());
  }

  @Test
  void equalRowsAreTheSameDocumentAndNumbered() {
    Window window = stream(Collections.nCopies(3, row("1", "same", null))).read(100, 1_000);
    String key = "1#" + hash("same").toString().substring(0, 16);
    assertThat(window.documents()).hasSize(1);
    assertThat(window.rejected()).extracting(Rejected::key).containsExactly(key + "#1", key + "#2");
  }

  @Test
  void rowsWithoutAnIdAreKeyedByFileHashAndOccurrence() {
    SourceRow nameless = new SourceRow("/in/a.json", "00ff", null, List.of("x"), false, null, Collections.singletonList(null), List.of(), null);
    Window window = stream(List.of(nameless, nameless, in("/in/b.json", nameless))).read(100, 1_000);
    assertThat(window.documents()).isEmpty();
    assertThat(window.rejected()).containsExactly(
        new Rejected("/in/a.json#00ff#1", null, RejectionReason.NO_ID, null),
        new Rejected("/in/a.json#00ff#2", null, RejectionReason.NO_ID, null),
        new Rejected("/in/b.json#00ff#1", null, RejectionReason.NO_ID, null));
  }

  @Test
  void rowsThatCouldNotBeReadAreMalformedAndSayWhy() {
    SourceRow broken = new SourceRow("/in/a.json", "00ff", null, List.of(), false, null, List.of(), List.of(), "not a JSON object");
    assertThat(stream(List.of(broken)).read(100, 1_000).rejected())
        .containsExactly(new Rejected("/in/a.json#00ff#1", null, RejectionReason.MALFORMED, "not a JSON object"));
  }

  @Test
  void aBadTimeRejectsTheRowAndNotItsId() {
    Window window = stream(List.of(row("1", "bad", "yesterday"), row("1", "good", "2026-01-01"))).read(100, 1_000);
    assertThat(window.documents()).extracting(DocumentStreamTest::text).containsExactly("good");
    assertThat(window.rejected()).containsExactly(new Rejected("1#1", "1", RejectionReason.BAD_TIME, "column time is not a time in the format ISO 8601"));
  }

  @Test
  void windowsAreBoundedByDocumentsAndByCharacters() {
    List<SourceRow> rows = Stream.of("1", "2", "3", "4", "5").map(id -> row(id, "x".repeat(10), null)).toList();
    DocumentStream byCount = stream(rows);
    assertThat(List.of(byCount.read(2, 1_000), byCount.read(2, 1_000), byCount.read(2, 1_000))).extracting(window -> window.documents().size()).containsExactly(2, 2, 1);
    assertThat(byCount.read(2, 1_000).isEmpty()).isTrue();
    DocumentStream byLength = stream(rows);
    assertThat(List.of(byLength.read(100, 25), byLength.read(100, 25))).extracting(window -> window.documents().size()).containsExactly(3, 2);
  }

  @Test
  void goldBelongsToItsDocument() {
    SourceRow gold = new SourceRow("/in/a", "2", "2", List.of("b"), true, null, List.of("NP"), List.of("refund"), null);
    Window window = stream(List.of(row("1", "a", null), gold)).read(100, 1_000);
    assertThat(window.gold()).containsExactly(List.of(), List.of("refund"));
    assertThat(window.documents().get(0).attributes()).isEmpty();
    assertThat(window.documents().get(1)).isEqualTo(new Document("test", "2", List.of(Part.plain("body", "b")), null, Map.of("country", "NP"), true));
  }

  private static DocumentStream stream(List<SourceRow> rows) {
    return new DocumentStream(rows.stream().<Row>map(SourceRow::toRow).map(DocumentStreamTest::asSparkGivesIt).iterator(), new DocumentMapping(INPUT));
  }

  /** Arrays come back from Spark as Scala sequences. */
  private static Row asSparkGivesIt(Row row) {
    Object[] values = new Object[row.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i) instanceof Object[] array ? ArraySeq$.MODULE$.unsafeWrapArray(array) : row.get(i);
    }
    return RowFactory.create(values);
  }

  private static SourceRow row(String id, String text, String time) {
    return new SourceRow("/in/a", id, id, List.of(text), false, time, Collections.singletonList(null), List.of(), null);
  }

  private static SourceRow in(String file, SourceRow row) {
    return new SourceRow(file, row.key(), row.id(), row.texts(), row.repaired(), row.time(), row.attributes(), row.gold(), row.fault());
  }

  private static String text(Document document) {
    return document.parts().get(0).text();
  }

  private static ContentHash hash(String text) {
    return ContentHash.of(List.of(Part.plain("body", text)));
  }
}
