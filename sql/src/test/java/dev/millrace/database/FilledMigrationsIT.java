package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every migration after the first, on a database that the one before it left and that has rows in every table. */
class FilledMigrationsIT {
  private static final int MILLION = 1_000_000;

  static List<PostgresBinaries> oldestAndNewest() {
    return List.of(TestDatabase.oldest(), PostgresBinaries.bundled());
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void eachMigrationKeepsTheRowsOfTheVersionBeforeIt(PostgresBinaries binaries) {
    String table = migrateStepByStep(binaries, 500);
    assertThat(table.lines().count()).isEqualTo(MigrationFiles.versions().size() - 1 + 2);
  }

  /** {@code mvn verify -Psoak -pl sql -am -Dit.test=FilledMigrationsIT}: the table for docs/migrations.md. */
  @Test
  @Tag("soak")
  void howLongEachMigrationStopsReadersAndWritersOfAMillionRows() throws IOException {
    String table = migrateStepByStep(PostgresBinaries.bundled(), MILLION);
    System.out.println(table);
    Files.writeString(Path.of("target", "migration-locks.md"), table);
  }

  private static String migrateStepByStep(PostgresBinaries binaries, int rows) {
    StringBuilder report = new StringBuilder("| migration | seconds | a reader waited | a writer waited |%n| --- | --- | --- | --- |%n".formatted());
    try (TestDatabase database = TestDatabase.empty(binaries)) {
      Migrations migrations = Migrations.of(database.settings(Access.OWNER));
      SampleRows samples = new SampleRows(database);
      List<Integer> versions = MigrationFiles.versions();
      migrations.migrateTo(versions.get(0));
      for (int version : versions.subList(1, versions.size())) {
        samples.fill(rows);
        Map<String, Set<String>> columns = samples.columns();
        Map<String, List<Object>> before = samples.contents(columns);
        long start = System.nanoTime();
        Bystanders.Waits waits = Bystanders.of(database.settings(Access.OWNER), samples.tables()).watch(() -> migrations.migrateTo(version));
        report.append(String.format(Locale.ROOT, "| V%d | %.1f | %s | %s |%n", version, (System.nanoTime() - start) / 1e9, millis(waits.reading()), millis(waits.writing())));

        assertThat(samples.contents(columns)).as("rows after V%d", version).isEqualTo(before);
        assertThat(before.values()).allSatisfy(content -> assertThat((Long) content.get(0)).isPositive());
      }
      samples.fill(rows);
      assertThat(database.query("SELECT decided_by, count(*) FROM current_decision GROUP BY 1 ORDER BY 1"))
          .containsExactly(List.of("gold", (long) rows), List.of("model", (long) rows));
    }
    return report.toString();
  }

  private static String millis(Duration wait) {
    return String.format(Locale.ROOT, "%.0f ms", wait.toNanos() / 1e6);
  }
}
