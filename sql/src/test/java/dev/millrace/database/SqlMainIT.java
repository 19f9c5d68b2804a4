package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.CommandRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlMainIT {
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private TestDatabase database;

  @TempDir
  Path directory;

  @BeforeEach
  void open() {
    database = TestDatabase.fresh();
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() {
    System.setOut(out);
    System.setErr(err);
    database.close();
  }

  @Test
  void sqlPrintsATable() {
    assertThat(sql("select 'Größe' as word, 7 as number, null as nothing")).isZero();
    assertThat(output()).isEqualTo("""
        word   number  nothing
        ─────  ──────  ───────
        Größe       7
        1 row.
        """);
  }

  @Test
  void twoStatementsAreRefusedAndASemicolonAtTheEndIsNot() {
    assertThat(sql("select 1 as x; select 2 as y")).isEqualTo(2);
    assertThat(output()).contains("Expected one statement").doesNotContain("1 row.");
    assertThat(sql("select n from generate_series(1, 2500) n; ", "--csv")).isZero();
    assertThat(output()).contains("\r\n2500\r\n");
  }

  @Test
  void sqlPrintsCsv() {
    assertThat(sql("select 'a\"b' as x, 'c,d' as y, null as z, '' as e, E'1\\n2' as n", "--csv")).isZero();
    assertThat(output()).isEqualTo("x,y,z,e,n\r\n\"a\"\"b\",\"c,d\",,\"\",\"1\n2\"\r\n");
  }

  @Test
  void csvForPeopleHoldsNoFormulaAndCsvForProgramsHoldsEverything() {
    String statement = "select '=1+1' as \"=x\", E'a\\u001b[2Jb' as y, -5 as z";
    assertThat(sql(statement, "--csv")).isZero();
    assertThat(output()).isEqualTo("'=x,y,z\r\n'=1+1,a·[2Jb,-5\r\n");
    written.reset();
    assertThat(sql(statement, "--csv", "--raw")).isZero();
    assertThat(output()).isEqualTo("=x,y,z\r\n=1+1,a\u001b[2Jb,-5\r\n");
    written.reset();
    assertThat(sql(statement, "--raw")).isEqualTo(2);
    assertThat(output()).contains("--raw is for --csv");
  }

  @Test
  void aTableSteersNoTerminal() {
    assertThat(sql("select E'\\u001b]0;x\\u0007\\u202e\\n' as \"a\u001bb\"")).isZero();
    assertThat(output()).isEqualTo("""
        a·b
        ────────
        ·]0;x···
        1 row.
        """);
  }

  @Test
  void sqlChangesNothingAndSaysWhatIsWrong() {
    assertThat(sql("delete from document")).isEqualTo(2);
    assertThat(sql("selec 1")).isEqualTo(2);
    assertThat(sql(" ")).isEqualTo(2);
    assertThat(output()).contains("error: PostgreSQL: ").contains("read-only transaction").contains("syntax error");
  }

  @Test
  void migrateSaysWhatItDidInWordsAndInTheSummary() throws IOException {
    try (TestDatabase empty = TestDatabase.empty(PostgresBinaries.bundled())) {
      DatabaseSettings owner = empty.settings(Access.OWNER);
      Path summary = directory.resolve("summary.json");
      int exit = CommandRunner.run(new SqlMain(), "migrate", "--url", owner.url(), "--user", owner.user(), "--password-file", owner.passwordFile(),
          "--schema", "tickets", "--summary", summary.toString());

      assertThat(exit).isZero();
      assertThat(output()).isEqualTo("Schema tickets of %s has version %d; %d migrations applied.%n".formatted(owner.place(), Migrations.LATEST, MigrationFiles.versions().size()));
      assertThat(Files.readString(summary)).contains("\"migrations\" : " + MigrationFiles.versions().size());
    }
  }

  private int sql(String... words) {
    DatabaseSettings reader = database.settings(Access.READER);
    String[] connection = {"sql", "--url", reader.url(), "--password-file", reader.passwordFile()};
    String[] all = java.util.stream.Stream.concat(java.util.Arrays.stream(connection), java.util.Arrays.stream(words)).toArray(String[]::new);
    return CommandRunner.run(new SqlMain(), all);
  }

  private String output() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
