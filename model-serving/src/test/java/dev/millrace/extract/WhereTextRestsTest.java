package dev.millrace.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WhereTextRestsTest {
  @ParameterizedTest
  @EnumSource(FieldType.class)
  void thePageNamesEveryTypeUnderItsDefault(FieldType type) throws IOException {
    Path page = Files.exists(Path.of("docs")) ? Path.of("docs/where-text-rests.md") : Path.of("../docs/where-text-rests.md");
    assertThat(Files.readAllLines(page).stream().filter(line -> line.startsWith("| table `field`") && line.contains("`" + type.label() + "`")))
        .singleElement().asString().contains("`store: " + type.defaultStore().label() + "`");
  }
}
