package dev.millrace.jobs.init;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.CommandRunner;
import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.jobs.JobsMain;
import dev.millrace.jobs.accuracy.SharedData;
import dev.millrace.jobs.source.SharedSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of somebody who has never seen Millrace: from a file with labels to labelled rows, by what the commands print. */
class FirstDayIT {
  private static final List<String> INTENTS = List.of("card_arrival", "activate_my_card", "cancel_transfer");
  private static final int EACH = 40;

  @TempDir
  private Path directory;
  private final PrintStream realOut = System.out;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final String home = System.getProperty("millrace.home");

  @BeforeEach
  void begins() {
    SharedSpark.stop();
    System.setProperty("millrace.home", directory.resolve("home").toString());
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void ends() {
    System.setOut(realOut);
    System.setProperty("millrace.home", home);
  }

  private String run(String... words) {
    out.reset();
    int exitCode = CommandRunner.run(new JobsMain(), words);
    String printed = out.toString(StandardCharsets.UTF_8);
    assertThat(exitCode).as("%s: %s", String.join(" ", words), printed).isZero();
    return printed;
  }

  /** Some of the labelled questions, in windows-1252 and with semicolons. */
  private Path questions() throws IOException {
    StringBuilder lines = new StringBuilder("Nummer;Frage;Anliegen;Größe\n");
    int[] taken = new int[INTENTS.size()];
    for (String line : Files.readAllLines(SharedData.require("banking77/train.csv"))) {
      int comma = line.lastIndexOf(',');
      int intent = INTENTS.indexOf(line.substring(comma + 1));
      if (intent >= 0 && !line.startsWith("\"") && line.indexOf(';') < 0 && taken[intent]++ < EACH) {
        lines.append("Q%d-%03d;%s – ok;%s;1\n".formatted(intent, taken[intent], line.substring(0, comma), INTENTS.get(intent)));
      }
    }
    return Files.writeString(directory.resolve("questions.csv"), lines, java.nio.charset.Charset.forName("windows-1252"));
  }

  @Test
  void fromAnUnknownCsvToLabelledRows() throws Exception {
    Path questions = questions();
    Path pipeline = directory.resolve("pipeline.yaml");
    String first = run("init", "--input", questions.toString(), "--out", pipeline.toString());
    assertThat(first).contains("windows-1252", "';'", "Nummer: filled in each of the 120 rows", "Anliegen: 3 different values", "--train --force").doesNotContain("– ok");
    String dry = run("check", "--pipeline", pipeline.toString(), "--input", questions.toString());
    assertThat(dry).contains("All is well.", "does not exist yet").doesNotContain("– ok");
    assertThat(directory.resolve("home/postgres")).doesNotExist();
    String trained = run("init", "--input", questions.toString(), "--label", "Anliegen", "--out", pipeline.toString(), "--train", "--force");
    assertThat(trained).contains("it decides Anliegen", "./millrace classify");
    assertThat(run("classify", "--pipeline", pipeline.toString(), "--input", questions.toString(), "--gold", "Anliegen=Anliegen")).contains("120");
    try (Database database = Database.open(DatabaseSettings.DEFAULT, Access.READER, "millrace test", 1);
        Connection connection = database.connection(); Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*), count(DISTINCT label) FROM current_decision WHERE task = 'Anliegen'")) {
      row.next();
      assertThat(row.getInt(1)).isEqualTo(INTENTS.size() * EACH);
      assertThat(row.getInt(2)).isEqualTo(INTENTS.size());
    }
  }
}
