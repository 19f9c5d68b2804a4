package dev.millrace.pipeline.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineSpecTest {
  private static final String FILE = """
      pipeline: p
      owner: a
      cost_center: b
      input: {source: s, id: id, text: {subject: title, body: body}, attributes: [x, y], options: {sep: ';', password: '${PW}'}}
      bundle: models/b
      tasks: {category: {accept: {precision: 0.97, confidence: 0.95}}, urgency: {}}
      labels: {category: {refund: money back}}
      fields: {amount: {type: money, many: true}, email: {type: email}}
      database: {schema: one}
      keep: 10d
      drift: {label_psi: 0.3}
      """;

  @TempDir
  private Path directory;

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "owner: a | owner: other", "cost_center: b | cost_center: other", "schema: one | schema: two", "keep: 10d | keep: 20d",
      "label_psi: 0.3 | label_psi: 0.4", "[x, y] | [y, x]", "urgency: {} | urgency:",
      "{type: email} | {type: email, store: masked}"})
  void whatChangesNoResultChangesNoHash(String before, String after) throws IOException {
    assertThat(hash(FILE.replace(before, after))).isEqualTo(hash(FILE));
    assertThat(FILE).contains(before);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "source: s, | source: t,", "id: id | id: other", "title | subject", "{subject: title, body: body} | {body: body, subject: title}",
      "models/b | models/c", "0.97 | 0.98", "0.95 | 0.9", ", urgency: {} | ' '", "money back | other", "many: true | many: false",
      "{type: email} | {type: email, required: true}", "sep: ';' | sep: ','", "pipeline: p | precision: int8", "[x, y] | [x]"})
  void whatChangesResultsChangesTheHash(String before, String after) throws IOException {
    assertThat(hash(FILE.replace(before, after))).isNotEqualTo(hash(FILE)).matches("[0-9a-f]{64}");
    assertThat(FILE).contains(before);
  }

  @Test
  void aChangedPasswordAndAnotherDirectoryChangeNoHash() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    assertThat(hash(elsewhere, FILE, "new")).isEqualTo(hash(FILE));
  }

  @ParameterizedTest
  @CsvSource({"a.csv, csv", "A.CSV.GZ, csv", "dir/b.jsonl, json", "b.ndjson.zst, json", "c.parquet, parquet", "d.snappy.parquet, parquet",
      "e.avro, avro", "f.txt,", "csv.d/plain,", "gz,"})
  void theFormatFollowsFromTheFilesName(String name, String format) {
    assertThat(InputSpec.formatOf(name)).isEqualTo(format);
  }

  @Test
  void everyColumnThatMustBeThereIsNamedOnce() throws IOException {
    InputSpec input = load(directory, FILE, "pw").input();
    assertThat(input.columns()).containsExactly("id", "title", "body", "x", "y");
  }

  private String hash(String text) throws IOException {
    return hash(directory, text, "old");
  }

  private static String hash(Path directory, String text, String password) throws IOException {
    return load(directory, text, password).canonicalHash();
  }

  private static PipelineSpec load(Path directory, String text, String password) throws IOException {
    return PipelineFile.load(Files.writeString(directory.resolve("p.yaml"), text), Map.of("PW", password));
  }
}
