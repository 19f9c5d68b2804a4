package dev.millrace.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class SelectionTest {
  @Test
  void datesAreTheirMidnightInUtc() {
    Selection selection = Selection.of("2026-11-21", "2026-11-22T01:00:00+01:00", "a = 1", 7, "2026-11-20");
    assertThat(selection.from()).isEqualTo("2026-11-21T00:00:00Z");
    assertThat(selection.to()).isEqualTo("2026-11-22T00:00:00Z");
    assertThat(selection.settings()).isEqualTo(Map.of("from", "2026-11-21T00:00:00Z", "to", "2026-11-22T00:00:00Z", "where", "a = 1", "limit", 7L, "date", "2026-11-20"));
    assertThat(Selection.of(null, null, null, 0, null)).isEqualTo(Selection.EVERYTHING);
    assertThat(Selection.EVERYTHING.settings()).isEmpty();
  }

  @Test
  void whatMakesNoSenseIsWrongUse() {
    assertUsage(() -> Selection.of("yesterday", null, null, 0, null), "--from is an ISO 8601 date or time such as 2026-11-21 or 2026-11-21T06:00:00Z, found 'yesterday'");
    assertUsage(() -> Selection.of(null, null, null, 0, "21.11.2026"), "--date is an ISO 8601 date such as 2026-11-21, found '21.11.2026'");
    assertUsage(() -> Selection.of("2026-11-21", "2026-11-21", null, 0, null), "for a day, give the day after it");
    assertUsage(() -> Selection.of("2026-11-22", "2026-11-21", null, 0, null), "ends before it begins");
    assertUsage(() -> Selection.of(null, null, " ", 0, null), "--where must not be blank");
    assertUsage(() -> Selection.of(null, null, null, -1, null), "--limit must be 0, for all, or 1 to 100000000; was -1");
    assertUsage(() -> Selection.of(null, null, null, 100_000_001, null), "--limit must be 0, for all, or 1 to 100000000; was 100000001");
  }

  private static void assertUsage(org.assertj.core.api.ThrowableAssert.ThrowingCallable made, String message) {
    assertThatThrownBy(made).isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE)).hasMessageContaining(message);
  }

  @Test
  void aSampleGrowsToWhatIsAskedForAndIsSorted() {
    // Many more than the first buffer holds, each twice.
    Iterator<Row> numbers = LongStream.range(0, 600_000).map(i -> 300_000 - i % 300_000).<Row>mapToObj(RowFactory::create).iterator();
    assertThat(new Sample.Smallest(200_000).call(numbers).next()).isEqualTo(LongStream.rangeClosed(1, 200_000).toArray());
  }
}
