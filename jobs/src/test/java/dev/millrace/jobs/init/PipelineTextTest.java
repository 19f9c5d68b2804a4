package dev.millrace.jobs.init;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Prose;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class PipelineTextTest {
  @ParameterizedTest
  @ValueSource(strings = {
      "label\nkeep: 1d\n# ", "label\r\nkeep: 1d", "label\rkeep: 1d\r#", "label\u0085keep: 1d\u0085#", "label\u2028keep: 1d\u2028#", "a\u2029keep: 1d",
      "\"\nkeep: 1d\n\"", "'\nkeep: 1d\n'", "]\nkeep: 1d\n#", "}, keep: 1d #", "--label\nkeep: 1d", "\\\nkeep: 1d", "\uFEFF\u0007\u001B[2J\u202E\uFFFE", "---\nkeep: 1d", "${HOME}\n...\n"})
  void noColumnsNameAddsAKeyToThePipelineFile(String hostile) {
    ColumnProfile column = new ColumnProfile(hostile);
    for (int i = 0; i < 20; i++) {
      column.add(i, "2026-01-%02dT00:00:00Z".formatted(i + 1));
    }
    Profile profile = new Profile();
    profile.add(Map.of(hostile, "value"));
    Preview preview = new Preview("f", "csv", false, Map.of("delimiter", hostile), profile, true);
    Choice choice = new Choice(column, column, List.of(column, column), column);
    ColumnReport report = new ColumnReport(preview, new Candidates(profile));
    InitNames names = new InitNames("n", Path.of("p.yaml"));
    String yaml = new PipelineText("n", preview, report, choice, "models/n", Map.of(), names.trainCommand(hostile, choice)).yaml();
    Map<String, Object> read = new Yaml().load(yaml);
    assertThat(read).containsOnlyKeys("pipeline", "input", "bundle", "fields", "database");
    String escaped = hostile.replace("${", "$${");
    Map<?, ?> input = (Map<?, ?>) read.get("input");
    assertThat(input.keySet().stream().map(Object::toString)).isSubsetOf("source", "format", "id", "text", "time", "time_format");
    assertThat(input.get("id")).isEqualTo(escaped);
    assertThat(input.get("text")).isEqualTo(List.of(escaped, escaped));
    assertThat(yaml.lines().noneMatch(line -> line.codePoints().anyMatch(Prose::steers))).isTrue();
    assertThat(report.choices(choice, 10_000).lines()).noneMatch(line -> line.startsWith("keep"));

    String labelled = new PipelineText("n", preview, report, choice, "models/n", Map.of(hostile, ""), null).yaml();
    Map<String, Object> tasked = new Yaml().load(labelled);
    assertThat(tasked).containsOnlyKeys("pipeline", "input", "bundle", "tasks", "fields", "database");
    assertThat((Map<?, ?>) tasked.get("tasks")).hasSize(1);
  }
}
