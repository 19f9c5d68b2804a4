package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
  @TempDir
  private Path directory;

  @Test
  void isOneFlatObjectInTheOrderOfItsKeys() throws IOException {
    Path file = directory.resolve("deep/er/summary.json");
    new Summary().put("run_id", "ı-1").put("documents", 3L).put("rate", 0.5).put("truncated", false).put("version", null).put("documents", 4L).write(file);
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("run_id", "ı-1");
    expected.put("documents", 4);
    expected.put("rate", 0.5);
    expected.put("truncated", false);
    expected.put("version", null);
    assertThat(new ObjectMapper().readValue(file.toFile(), new TypeReference<LinkedHashMap<String, Object>>() { })).containsExactlyEntriesOf(expected);
    assertThat(Files.readString(file)).endsWith("}\n");
  }

  @Test
  void nestedValuesAreRefused() {
    assertThatThrownBy(() -> new Summary().put("labels", List.of(1))).hasMessageContaining("flat");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsAnOutsideFailure() throws IOException {
    Path occupied = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> new Summary().put("a", 1).write(occupied.resolve("summary.json")))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.EXTERNAL))
        .hasMessageContaining("summary.json");
  }
}
