package dev.millrace.retention;

import static dev.millrace.write.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.TestDatabase;
import dev.millrace.ledger.Lease;
import dev.millrace.ledger.RunLedger;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class CutoffIT {
  @Test
  void aContinuedRunIsToldTheDayThatItBeganWithAndKeepsItsThresholds() {
    try (TestDatabase tables = TestDatabase.fresh()) {
      Database database = tables.open(Access.WRITER);
      LocalDate day;
      try (Lease first = (Lease) RunLedger.begin(database, request("run"))) {
        assertThat(Retention.notReadBefore(database, first.run(), null)).isNull();
        day = Retention.notReadBefore(database, first.run(), Duration.ofDays(180));
        assertThat(day).isEqualTo(LocalDate.parse((String) tables.value("SELECT ((now() AT TIME ZONE 'UTC')::date - 180)::text")));
      }
      try (Lease second = (Lease) RunLedger.begin(database, request("run"))) {
        assertThat(Retention.notReadBefore(database, second.run(), Duration.ofDays(7))).isEqualTo(day);
      }
      assertThat(tables.value("SELECT settings::text FROM run")).isEqualTo("{\"selection\": {}, \"thresholds\": {\"category\": 0.9}, \"not_read_before\": \"%s\"}".formatted(day));
    }
  }
}
