package dev.millrace.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatedTest {
  private final Dated dated = new Dated(LocalDate.of(2026, 11, 21));

  @Test
  void theDateStandsWhereverItIsAskedForInTheFormAskedFor() {
    assertThat(dated.expand("s3a://in/{date}/x-{date:yyyy/MM/dd}-{date:D}.json")).isEqualTo("s3a://in/2026-11-21/x-2026/11/21-325.json");
    assertThat(dated.expand("{a,b}/{datex}/$1")).isEqualTo("{a,b}/{datex}/$1");
    assertThat(dated.expand(Map.of("query", "SELECT * FROM t WHERE day = '{date}'", "password", "{date}")))
        .isEqualTo(Map.of("query", "SELECT * FROM t WHERE day = '2026-11-21'", "password", "{date}"));
  }

  @Test
  void withoutADateItIsTodayInUtc() {
    assertThat(Dated.of(Selection.EVERYTHING).date()).isBetween(LocalDate.now(ZoneOffset.UTC).minusDays(1), LocalDate.now(ZoneOffset.UTC));
    assertThat(Dated.of(Selection.of(null, null, null, 0, "2026-11-21"))).isEqualTo(dated);
  }

  @Test
  void aFormThatIsNoneIsWrongUse() {
    for (String pattern : new String[] {"bb", "HH"}) {
      assertThatThrownBy(() -> dated.expand("{date:%s}".formatted(pattern)))
          .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
          .hasMessage("{date:%s} is no form of a date; expected one such as {date:yyyy/MM/dd}", pattern);
    }
  }
}
