package dev.millrace.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void whatIsLeftTakesAsLongAsWhatTheDriverDid() {
    Pace pace = new Pace(50, 30, 10, 20_000, Duration.ofSeconds(40));
    assertThat(pace.share()).isEqualTo(0.6);
    assertThat(pace.documentsPerSecond()).isCloseTo(500, within(1e-9));
    assertThat(pace.left()).isEqualTo(Duration.ofSeconds(80));
  }

  @Test
  void nothingIsSaidBeforeTheFirstSlice() {
    Pace reading = new Pace(50, 0, 0, 0, Duration.ZERO);
    assertThat(reading.documentsPerSecond()).isZero();
    assertThat(reading.left()).isNull();
    assertThat(new Pace(50, 30, 0, 0, Duration.ofSeconds(3)).left()).as("slices of an earlier driver tell no pace").isNull();
  }

  @Test
  void aRunIsSilentOnceItsLeaseEnds() {
    assertThat(RunState.of("running", true, false)).isEqualTo(RunState.READING);
    assertThat(RunState.of("running", true, true)).isEqualTo(RunState.DECIDING);
    assertThat(RunState.of("running", false, true)).isEqualTo(RunState.SILENT);
    assertThat(RunState.of("failed", false, true)).isEqualTo(RunState.FAILED);
  }

  @Test
  void aHundredPerCentIsAllAndTimesAreShort() {
    assertThat(Words.percent(0.999)).isEqualTo("99 %");
    assertThat(Words.percent(1)).isEqualTo("100 %");
    assertThat(Words.time(Duration.ofSeconds(62))).isEqualTo("1:02");
    assertThat(Words.time(Duration.ofSeconds(3 * 3600 + 5))).isEqualTo("3:00:05");
    assertThat(Words.time(Duration.ofHours(51))).isEqualTo("2 d 3 h");
    assertThat(Words.time(null)).isEmpty();
    assertThat(Words.visible("a\u001b[2Jb" + "x".repeat(100))).isEqualTo("a·[2Jb" + "x".repeat(100));
  }
}
