package dev.millrace.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs in Asia/Kathmandu, where a missing zone would show. */
class DocumentTimesTest {
  @ParameterizedTest
  @CsvSource({
      "2026-01-02,                           2026-01-02T00:00:00Z",
      "2026-01-02T03:04:05,                  2026-01-02T03:04:05Z",
      "2026-01-02 03:04:05.678,              2026-01-02T03:04:05.678Z",
      "2026-01-02T03:04Z,                    2026-01-02T03:04:00Z",
      "2026-01-02T03:04:05+05:45,            2026-01-01T21:19:05Z",
      "2026-01-02T03:04:05+01:00[Europe/Paris], 2026-01-02T02:04:05Z",
      "' 2026-01-02 ',                       2026-01-02T00:00:00Z"})
  void isoTimesWithoutAZoneAreUtc(String text, String instant) {
    assertThat(new DocumentTimes(null).parse(text)).hasToString(instant);
  }

  @ParameterizedTest
  @CsvSource({
      "yyyy/M/d,            2026/1/2,             2026-01-02T00:00:00Z",
      "yyyy/M/d,            2026/11/22,           2026-11-22T00:00:00Z",
      "d.M.yyyy HH:mm,      2.1.2026 03:04,       2026-01-02T03:04:00Z",
      "dd MMM yyyy,         02 Jan 2026,          2026-01-02T00:00:00Z",
      "yyyy-MM-dd HH:mmXXX, 2026-01-02 03:04+05:45, 2026-01-01T21:19:00Z"})
  void aPatternIsReadInEveryLocaleAlike(String pattern, String text, String instant) {
    assertThat(new DocumentTimes(pattern).parse(text)).hasToString(instant);
  }

  @ParameterizedTest
  @CsvSource({", 2026-13-02", ", yesterday", ", 2026-01-02T25:00:00", ", 20260102T030405Z", "yyyy/M/d, 2026-1-2", "yyyy/M/d, 2026/2/31x",
      ", +300000-01-01T00:00:00Z", ", -5000-01-01T00:00:00Z", ", -0001-01-01T00:00:00Z"})
  void whatIsNoTimeIsRefused(String pattern, String text) {
    assertThatThrownBy(() -> new DocumentTimes(pattern).parse(text)).isInstanceOf(DateTimeException.class);
  }
}
