package dev.millrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentTest {
  @Test
  void isBlankIfNoPartHoldsAnythingButWhiteSpace() {
    assertThat(document("1", "", " \n\t").isBlank()).isTrue();
    assertThat(document("1", "", "x").isBlank()).isFalse();
  }

  @Test
  void hasASourceAndAnId() {
    assertThatThrownBy(() -> document(" ", "x")).hasMessage("id must not be blank");
    assertThatThrownBy(() -> new Document("", "1", List.of(), null, Map.of(), false)).hasMessage("source must not be blank");
  }

  @Test
  void isNeverPrintedWithItsText() {
    assertThat(document("1", "marker").toString()).doesNotContain("marker").contains("6 chars");
  }

  @Test
  void itsHeaderKeepsAllButTheText() {
    Document document = new Document("s", "1", List.of(Part.plain("body", "marker")), null, Map.of("country", "NP"), true);
    assertThat(document.header()).isEqualTo(new DocumentHeader("s", "1", ContentHash.of(document.parts()), null, Map.of("country", "NP"), true));
  }

  private static Document document(String id, String... texts) {
    return new Document("s", id, List.of(texts).stream().map(text -> Part.plain("part", text)).toList(), null, Map.of(), false);
  }
}
