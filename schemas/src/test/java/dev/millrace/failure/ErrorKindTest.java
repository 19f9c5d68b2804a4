package dev.millrace.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ErrorKindTest {
  @Test
  void exitCodesAreThoseThatSchedulersKnow() {
    assertThat(Arrays.stream(ErrorKind.values()).map(kind -> kind + " " + kind.exitCode()))
        .containsExactly("BUG 1", "USAGE 2", "EXTERNAL 3", "DATA 4", "STOPPED 5");
  }

  @Test
  void failuresCarryKindMessageAndCause() {
    IOException cause = new IOException("refused");
    assertThat(MillraceException.usage("%d of %d", 1, 2)).hasMessage("1 of 2").extracting(MillraceException::kind).isEqualTo(ErrorKind.USAGE);
    assertThat(MillraceException.data("no column")).extracting(MillraceException::kind).isEqualTo(ErrorKind.DATA);
    assertThat(MillraceException.external(cause, "no answer")).hasCause(cause).extracting(MillraceException::kind).isEqualTo(ErrorKind.EXTERNAL);
  }

  @Test
  void messagesLookTheSameInEveryLocale() {
    assertThat(MillraceException.data("%.1f, %,d", 0.5, 1_000)).hasMessage("0.5, 1,000");
  }

  @Test
  void aRequirementThatDoesNotHoldSaysWhy() {
    Require.require(true, "never seen");
    assertThatThrownBy(() -> Require.require(false, "at least %d, was %.1f", 1, 0.5))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("at least 1, was 0.5");
  }
}
