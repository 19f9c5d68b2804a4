package dev.millrace.pipeline.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.millrace.extract.FieldType;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema that editors use and the parser say the same. */
class PipelineSchemaTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("SOURCE_PASSWORD", "s");
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final JsonNode SCHEMA = read(Path.of("pipeline.schema.json"));

  private final JsonSchema validator = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SCHEMA);

  @TempDir
  private Path directory;

  @Test
  void schemaAndParserKnowTheSameKeys() {
    Map<String, Set<String>> inSchema = new TreeMap<>();
    collectKeys(SCHEMA, "", inSchema);
    Map<String, Set<String>> inParser = new TreeMap<>();
    PipelineKeys.BY_PLACE.forEach((place, keys) -> inParser.put(place, new TreeSet<>(keys)));
    assertThat(inSchema).isEqualTo(inParser);
  }

  @ParameterizedTest
  @ValueSource(strings = {"design.yaml", "every-key.yaml"})
  void bothAcceptWhatIsRight(String name) {
    Path file = resource(name);
    assertThat(validator.validate(read(file))).isEmpty();
    assertThat(PipelineFile.load(file, ENVIRONMENT)).isNotNull();
  }

  @Test
  void everyKeyIsTriedHere() {
    Map<String, Set<String>> used = new TreeMap<>();
    collectUsed(read(resource("every-key.yaml")), "", used);
    PipelineKeys.BY_PLACE.forEach((place, keys) -> {
      List<String> untried = new ArrayList<>(keys);
      untried.removeAll(used.getOrDefault(place, Set.of()));
      assertThat(untried).as("keys of '%s' that every-key.yaml does not use", place).isEmpty();
    });
  }

  @Test
  void everyTypeOfFieldIsInTheSchema() {
    List<String> inSchema = new ArrayList<>();
    SCHEMA.at("/properties/fields/additionalProperties/properties/type/anyOf/0/enum").forEach(type -> inSchema.add(type.asText()));
    assertThat(inSchema).containsExactly(Arrays.stream(FieldType.values()).map(FieldType::label).toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "owners: me",
      "precision: fp64",
      "keep: 6 months",
      "tasks: {category: {accept: {precision: 0.9}}}",
      "tasks: {category: {threshold: 0.9}}",
      "fields: {a: {type: e-mail}}",
      "fields: {a: {type: regex}}",
      "fields: {a: {type: email, pattern: x}}",
      "fields: {a: {type: email, region: GB}}",
      "fields: {a: {type: credit_card, store: raw}}",
      "fields: {1a: {type: email}}",
      "fields: {a: {type: email, many: maybe}}",
      "fields: {a: {type: money, currency: EUR}}",
      "database: {password: clear}",
      "database: {password: '${FROM_ENVIRONMENT}'}",
      "drift: {label_psi: much}",
      "route: {brokers: 'localhost:9092'}",
  })
  void bothRefuseWhatIsWrong(String line) throws IOException {
    String base = "input: {source: a, id: id, text: [body]}\nbundle: b\n" + (line.startsWith("tasks") ? "" : "tasks: {category: {}}\n");
    Path file = Files.writeString(directory.resolve("pipeline.yaml"), base + line + "\n");
    Set<ValidationMessage> messages = validator.validate(read(file));
    assertThat(messages).isNotEmpty();
    assertThatThrownBy(() -> PipelineFile.load(file, Map.of()))
        .isInstanceOf(MillraceException.class);
  }

  private static void collectKeys(JsonNode schema, String place, Map<String, Set<String>> keys) {
    JsonNode properties = schema.path("properties");
    if (schema.path("additionalProperties").isBoolean()) {
      properties.fields().forEachRemaining(property -> {
        keys.computeIfAbsent(place, missing -> new TreeSet<>()).add(property.getKey());
        collectKeys(property.getValue(), place.isEmpty() ? property.getKey() : place + "." + property.getKey(), keys);
      });
    }
    JsonNode named = schema.path("additionalProperties");
    if (named.isObject()) {
      collectKeys(named, place + ".*", keys);
    }
    schema.path("anyOf").forEach(alternative -> collectKeys(alternative, place, keys));
  }

  private static void collectUsed(JsonNode value, String place, Map<String, Set<String>> keys) {
    value.fields().forEachRemaining(entry -> {
      keys.computeIfAbsent(place, missing -> new TreeSet<>()).add(entry.getKey());
      boolean named = place.equals("tasks") || place.equals("fields");
      collectUsed(entry.getValue(), place.isEmpty() ? entry.getKey() : place + (named ? ".*" : "." + entry.getKey()), keys);
    });
  }

  private static Path resource(String name) {
    try {
      return Path.of(PipelineSchemaTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return YAML.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
