package dev.millrace.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NextCommandsTest {
  @Test
  void aCommandIsBrokenByBackslashesAndAnOptionStaysWithItsValue() {
    NextCommands.Next next = new NextCommands.Next("Try:", List.of("./millrace", "try", "two words", "--pipeline", "p.yaml"));
    assertThat(next.shown(29)).isEqualTo("  ./millrace try \\\n    \"two words\" \\\n    --pipeline p.yaml\n");
    assertThat(next.shown(80)).isEqualTo("  ./millrace try \"two words\" --pipeline p.yaml\n");
  }

  @Test
  void printedCommandsFitEightyColumnsWhereTheLauncherIsAtHand() {
    DemoFiles here = new DemoFiles(Path.of("").toAbsolutePath());
    assertThat(NextCommands.shown(NextCommands.after(here), 80).lines()).allMatch(line -> line.length() <= 80);
  }
}
