package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cli.CommandRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedCommandsIT {
  @TempDir
  Path home;

  @BeforeEach
  void setHome() {
    System.setProperty("millrace.home", home.toString());
  }

  @AfterEach
  void forgetHome() {
    System.clearProperty("millrace.home");
  }

  @Test
  void aReaderIsSentToMigrateAndAWriterMigratesByItself() throws Exception {
    try (EmbeddedPostgres kept = EmbeddedPostgres.use(home.resolve("postgres"), PostgresBinaries.bundled())) {
      assertThatThrownBy(() -> Database.open(DatabaseSettings.DEFAULT, Access.READER, "test")).hasMessageContaining("Run ./millrace migrate");

      try (Database writer = Database.open(DatabaseSettings.DEFAULT, Access.WRITER, "test")) {
        assertThat(writer.settings()).isEqualTo(kept.settings(Access.WRITER, "public"));
      }
      Database.open(DatabaseSettings.DEFAULT, Access.READER, "test").close();

      Path summary = home.resolve("summary.json");
      assertThat(CommandRunner.run(new SqlMain(), "migrate", "--url", "embedded", "--schema", "second", "--summary", summary.toString())).isZero();
      assertThat(Files.readString(summary)).contains("\"migrations\" : " + MigrationFiles.versions().size());
    }
  }
}
