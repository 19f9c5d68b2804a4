package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypedCommandTest {
  @Test
  void whateverTheWordsAreAShellReadsThemAsTheyAre() throws Exception {
    List<String> words = List.of("a b", "it's", "$HOME `id` \"q\"", "back\\slash", "!!", "*", "", "--out", "ümläut", ";rm");
    String line = new TypedCommand(words).shown(30).replace("\\\n", "");
    Process bash = new ProcessBuilder("bash", "-c", "printf '%s\\n' " + line).start();
    String read = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(read).isEqualTo(String.join("\n", words) + "\n");
  }

  @Test
  void noWordEndsTheLineOrSteersTheTerminal() throws Exception {
    List<String> words = List.of("label\nkeep: 1d\n# ", "--x\r\n", "it's\t\\n\"$HOME\"", "a\u0085b\u2028c\u2029d", "\u001B[2J\u202E");
    String line = new TypedCommand(words).line();
    assertThat(line.codePoints().anyMatch(Prose::steers)).as(line).isFalse();
    Process bash = new ProcessBuilder("bash", "-c", "printf '%s|' " + line).start();
    String read = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(read).isEqualTo(String.join("|", words) + "|");
  }

  @Test
  void plainWordsAreNotQuotedAndAnOptionStaysWithItsValue() {
    assertThat(TypedCommand.of("./millrace", "train", "--text", "subject,body", "--label", "Sub product").shown(40))
        .isEqualTo("  ./millrace train --text subject,body \\\n    --label \"Sub product\"\n");
  }
}
