package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Runs under the Turkish locale, where numbers and capitals look otherwise. */
class ProgressTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  @Test
  void aLineSaysShareCountRateAndTimeLeft() {
    assertThat(Progress.line("classify", "documents", 12_500, 50_000, TEN_SECONDS, false))
        .isEqualTo("classify   25 %  12,500 of 50,000 documents  1,250/s  0:30 left");
  }

  @Test
  void aTerminalShowsABarOfThirtyPlaces() {
    assertThat(Progress.line("fit", "fits", 1, 2, TEN_SECONDS, true)).startsWith("fit  " + "█".repeat(15) + "░".repeat(15) + "  50 %");
  }

  @Test
  void withoutATotalThereIsNoShareAndNoEnd() {
    assertThat(Progress.line("embed", "documents", 1_000, 0, TEN_SECONDS, true)).isEqualTo("embed  1,000 documents  100/s");
  }

  @Test
  void nothingDoneYetPromisesNothing() {
    assertThat(Progress.line("embed", "documents", 0, 10, Duration.ZERO, false)).isEqualTo("embed    0 %  0 of 10 documents  0/s");
  }

  @Test
  void moreThanExpectedIsAllOfIt() {
    assertThat(Progress.line("embed", "documents", 20, 10, TEN_SECONDS, true)).isEqualTo("embed  " + "█".repeat(30) + " 100 %  20 of 10 documents  2/s");
  }

  @Test
  void theClockShowsHoursOnlyWhenThereAreSome() {
    assertThat(Progress.clock(Duration.ofSeconds(59))).isEqualTo("0:59");
    assertThat(Progress.clock(Duration.ofSeconds(3_599))).isEqualTo("59:59");
    assertThat(Progress.clock(Duration.ofSeconds(3_661))).isEqualTo("1:01:01");
    assertThat(Progress.clock(Duration.ofHours(100))).isEqualTo("100:00:00");
  }

  @Test
  void closingEndsItsThread() {
    Progress.start("work", "steps", () -> 0, () -> 0).close();
    assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().equals("progress") && thread.isAlive());
  }
}
