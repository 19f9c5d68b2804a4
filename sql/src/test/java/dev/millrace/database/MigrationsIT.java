package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationsIT {
  static Stream<PostgresBinaries> oldestAndNewest() {
    return Stream.of(TestDatabase.oldest(), PostgresBinaries.bundled());
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void migratesAnEmptyDatabaseOnceAndThenHasNothingToDo(PostgresBinaries binaries) {
    try (TestDatabase database = TestDatabase.empty(binaries)) {
      Migrations migrations = Migrations.of(database.settings(Access.OWNER));

      assertThat(migrations.migrate()).isEqualTo(MigrationFiles.versions().size());
      assertThat(migrations.migrate()).isZero();
      assertThat((String) database.value("SHOW server_version")).startsWith(binaries.majorVersion());
      assertThat(database.value("SELECT count(*) FROM pg_inherits WHERE inhparent IN ('document'::regclass, 'decision'::regclass, 'field'::regclass)"))
          .isEqualTo(3 * 16L);
    }
  }

  @Test
  void theConstantIsTheHighestMigrationFile() {
    assertThat(MigrationFiles.versions()).last().isEqualTo(Migrations.LATEST);
  }

  @Test
  void twoSchemasOfOneDatabaseLiveSideBySide() {
    try (TestDatabase database = TestDatabase.fresh()) {
      DatabaseSettings owner = database.settings(Access.OWNER);
      DatabaseSettings other = new DatabaseSettings(owner.url(), "second", owner.user(), owner.passwordFile());

      assertThat(Migrations.of(other).migrate()).isEqualTo(MigrationFiles.versions().size());
      assertThat(database.value("SELECT count(*) FROM pg_tables WHERE tablename = 'decision'")).isEqualTo(2L);
    }
  }

  @Test
  void aDatabaseWithoutSchemaIsRefusedNamingTheCommand() {
    try (TestDatabase database = TestDatabase.empty(PostgresBinaries.bundled())) {
      assertThatThrownBy(() -> Database.open(database.settings(Access.WRITER), Access.WRITER, "test"))
          .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
          .hasMessageContaining("version none yet, this Millrace needs " + Migrations.LATEST)
          .hasMessageContaining("Run ./millrace migrate");
    }
  }

  @Test
  void anOlderAndANewerSchemaAreRefusedNamingBothVersions() {
    try (TestDatabase database = TestDatabase.fresh()) {
      database.execute("UPDATE flyway_schema_history SET success = false WHERE version = '%d'".formatted(Migrations.LATEST));
      assertThatThrownBy(() -> database.open(Access.WRITER))
          .hasMessageContaining("has version %d, this Millrace needs %d", MigrationFiles.before(Migrations.LATEST), Migrations.LATEST);

      database.execute("UPDATE flyway_schema_history SET success = true, version = '99' WHERE version = '%d'".formatted(Migrations.LATEST));
      assertThatThrownBy(() -> database.open(Access.READER))
          .hasMessageContaining("has version 99, this Millrace knows only %d", Migrations.LATEST);
    }
  }

  @Test
  void aWrongPasswordNamesPlaceAndUserAndNoSecret() throws IOException {
    try (TestDatabase database = TestDatabase.fresh()) {
      Path file = Files.writeString(Files.createTempFile("password", ""), "hunter2\n");
      DatabaseSettings right = database.settings(Access.WRITER);
      DatabaseSettings wrong = new DatabaseSettings(right.url(), "public", right.user(), file.toString());

      assertThatThrownBy(() -> Database.open(wrong, Access.WRITER, "test"))
          .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
          .hasMessageContaining(wrong.place()).hasMessageContaining("millrace_writer").hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void anUnknownDatabaseAndADeafPortAreToldApart() {
    try (TestDatabase database = TestDatabase.fresh()) {
      DatabaseSettings right = database.settings(Access.WRITER);
      String url = right.url().substring(0, right.url().lastIndexOf('/'));
      DatabaseSettings unknown = new DatabaseSettings(url + "/nowhere", "public", right.user(), right.passwordFile());
      DatabaseSettings deaf = new DatabaseSettings("jdbc:postgresql://127.0.0.1:1/x", "public", right.user(), right.passwordFile());

      assertThatThrownBy(() -> Database.open(unknown, Access.WRITER, "test"))
          .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
          .hasMessageContaining("no such database").hasMessageContaining("/nowhere");
      assertThatThrownBy(() -> Database.open(deaf, Access.WRITER, "test"))
          .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.EXTERNAL))
          .hasMessageContaining("127.0.0.1:1/x");
    }
  }
}
