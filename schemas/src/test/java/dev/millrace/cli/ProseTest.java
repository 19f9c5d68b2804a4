package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProseTest {
  @Test
  void linesEndBeforeTheTerminalAndAPerCentSignStaysWithItsNumber() {
    assertThat(Prose.wrapped("covers 73 % of all documents", 10)).isEqualTo("covers\n73 % of\nall\ndocuments\n");
  }

  @Test
  void aCutTextSaysSoAndCountsCharactersNotUnits() {
    assertThat(Prose.cut("wall box", 8)).isEqualTo("wall box");
    assertThat(Prose.cut("wall boxes", 8)).isEqualTo("wall bo…");
    assertThat(Prose.cut("🔌🔌🔌", 2)).isEqualTo("🔌…");
  }
}
