package dev.millrace.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class JdbcPartitionsTest {
  @Test
  void rangesMeetWithoutAGapAndTheOuterOnesAreOpen() {
    assertThat(JdbcPartitions.conditions("\"id\"", 1L, 100L, 3, JdbcLiterals.POSTGRESQL))
        .containsExactly("\"id\" < 34 OR \"id\" IS NULL", "\"id\" >= 34 AND \"id\" < 67", "\"id\" >= 67");
    assertThat(JdbcPartitions.conditions("d", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 1, 3), 2, JdbcLiterals.POSTGRESQL)).containsExactly("d < DATE '2026-01-02' OR d IS NULL", "d >= DATE '2026-01-02'");
    assertThat(JdbcPartitions.conditions("t", LocalDateTime.parse("2026-01-01T00:00:00"), LocalDateTime.parse("2026-01-01T00:00:01"), 2, JdbcLiterals.SQL_SERVER))
        .containsExactly("t < '2026-01-01 00:00:00.500000' OR t IS NULL", "t >= '2026-01-01 00:00:00.500000'");
    assertThat(JdbcPartitions.conditions("i", Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-01T00:00:01Z"), 2, JdbcLiterals.POSTGRESQL))
        .element(1).isEqualTo("i >= TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00.500000+00:00'");
    assertThat(JdbcPartitions.conditions("n", new BigDecimal("-0.5"), new BigDecimal("0.5"), 2, JdbcLiterals.POSTGRESQL)).containsExactly("n < 0.000000 OR n IS NULL", "n >= 0.000000");
  }

  @Test
  void aNarrowRangeHasFewerParts() {
    assertThat(JdbcPartitions.conditions("id", 7, 7, 8, JdbcLiterals.POSTGRESQL)).containsExactly("1 = 1");
    assertThat(JdbcPartitions.conditions("id", 7, 9, 8, JdbcLiterals.POSTGRESQL)).containsExactly("id < 8 OR id IS NULL", "id >= 8 AND id < 9", "id >= 9");
    assertThat(JdbcPartitions.conditions("id", Long.MIN_VALUE, Long.MAX_VALUE, 2, JdbcLiterals.POSTGRESQL)).containsExactly("id < 0 OR id IS NULL", "id >= 0");
  }

  @Test
  void rowsAreEstimatedForWholeNumbersOnly() {
    assertThat(JdbcPartitions.mostRows(1L, 100L)).isEqualTo(100);
    assertThat(JdbcPartitions.mostRows(Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(JdbcPartitions.mostRows(LocalDate.EPOCH, LocalDate.EPOCH)).isEqualTo(-1);
  }
}
