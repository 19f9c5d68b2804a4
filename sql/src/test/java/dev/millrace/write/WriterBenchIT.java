package dev.millrace.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Access;
import dev.millrace.database.TestDatabase;
import org.junit.jupiter.api.Test;

class WriterBenchIT {
  @Test
  void measuresAllThreeWaysAndLeavesNothingBehind() {
    try (TestDatabase database = TestDatabase.fresh()) {
      WriterBench.Result result = WriterBench.run(database.settings(Access.OWNER), 2, 500, 2);

      assertThat(result.direct()).isPositive();
      assertThat(result.replay()).isPositive();
      assertThat(result.shareOfPlainCopy()).isPositive();
      assertThat(database.value("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'writer_bench%'")).isEqualTo(0L);
    }
  }
}
