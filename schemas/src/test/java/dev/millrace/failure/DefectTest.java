package dev.millrace.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DefectTest {
  @Test
  void namesTheInnermostCauseAndOurPlaceButNothingThatAMessageSays() {
    Exception wrapped = new RuntimeException("outer text", new IllegalStateException(caught(() -> Integer.parseInt("the text of a document"))));
    assertThat(Defect.describe(wrapped)).matches("NumberFormatException at DefectTest\\.\\S+:\\d+");
  }

  @Test
  void causesInACircleAreWalkedOnce() {
    Exception one = new Exception("one");
    Exception two = new Exception("two", one);
    one.initCause(two);
    assertThat(Defect.describe(one)).startsWith("Exception at DefectTest.");
  }

  private static Exception caught(Runnable action) {
    try {
      action.run();
      throw new AssertionError("nothing was thrown");
    } catch (RuntimeException e) {
      return e;
    }
  }
}
