package dev.millrace.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class CsvFlagsTest {
  @Command
  private static final class Reading {
    @Mixin
    private CsvFlags csv;
  }

  @Test
  void flagsOutrankThePipelineFileWhateverItCallsThem() {
    assertThat(over(Map.of("SEP", "|", "Encoding", "UTF-8", "quote", "'"), "--encoding", "windows-1252", "--delimiter", "tab"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("delimiter", "\t", "encoding", "windows-1252", "quote", "'"));
  }

  @Test
  void withoutFlagsTheOptionsAreThoseOfThePipelineFile() {
    assertThat(over(Map.of("sep", "|"))).containsExactly(Map.entry("sep", "|"));
  }

  @Test
  void anEncodingThatNobodyKnowsIsRefused() {
    assertThatThrownBy(() -> over(Map.of(), "--encoding", "ANSI")).hasMessageStartingWith("There is no encoding 'ANSI'; expected a name such as UTF-8");
  }

  private static Map<String, String> over(Map<String, String> options, String... arguments) {
    Reading reading = new Reading();
    new CommandLine(reading).parseArgs(arguments);
    return reading.csv.over(options);
  }
}
