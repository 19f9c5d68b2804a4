package dev.millrace.jobs.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.spec.DatabaseSpec;
import dev.millrace.pipeline.spec.Secret;
import org.junit.jupiter.api.Test;

class DatabasesTest {
  @Test
  void aPasswordThatNobodyWouldUseIsRefusedAndNotEchoed() {
    DatabaseSpec spec = new DatabaseSpec("jdbc:postgresql://host/db", "public", "me", new Secret("hush"), null);
    assertThatThrownBy(() -> Databases.settings(spec))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessageContaining("password_file").hasMessageNotContaining("hush");
  }
}
