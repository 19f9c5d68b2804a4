package dev.millrace.pipeline.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.extract.FieldOptions;
import dev.millrace.extract.FieldRule;
import dev.millrace.extract.FieldType;
import dev.millrace.extract.Store;
import dev.millrace.failure.MillraceException;
import dev.millrace.session.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineFileTest {
  private static final String MINIMAL = """
      input: {source: helpdesk, id: id, text: [subject, body]}
      bundle: models/support
      tasks: {category: {}}
      """;

  @TempDir
  private Path directory;

  @Test
  void theExampleOfTheDesignIsReadAsPrinted() throws Exception {
    Path file = Path.of(PipelineFileTest.class.getResource("design.yaml").toURI());
    Path home = file.getParent();

    PipelineSpec spec = PipelineFile.load(file, Map.of());

    assertThat(spec).isEqualTo(new PipelineSpec("support-tickets", "support-ops", "CC-1203",
        new InputSpec("helpdesk", "csv", Map.of(), "ticket_id",
            List.of(new TextColumn("subject", "subject"), new TextColumn("body", "body")),
            "created_at", "yyyy/M/d", List.of("product", "country")),
        new BundleReference("models/support", home.resolve("models/support").toString()),
        Precision.FP32,
        List.of(new TaskSpec("category", new AcceptRule(0.97, 0.95)), new TaskSpec("urgency", null)),
        Map.of("category", Map.of("refund", "wants money back for an order")),
        List.of(
            FieldRule.of("order_id", FieldType.REGEX, FieldOptions.pattern("ORD-\\d{8}")),
            FieldRule.of("amount", FieldType.MONEY).all(),
            FieldRule.of("email", FieldType.EMAIL).stored(Store.HASH)),
        new DatabaseSpec("embedded", "public", "millrace_writer", Path.of("/run/secrets/millrace")),
        Duration.ofDays(180),
        new DriftSpec(0.2, 0.1),
        new RouteSpec("localhost:9092", "support-router", List.of("tickets"), RouteSpec.Format.JSON, Map.of(),
            RouteSpec.Output.JSON, "category", List.of("urgency"), "tickets.{label}", Map.of("legal", "legal.inbox"),
            "tickets.review", "tickets.dead", RouteSpec.Payload.ORIGINAL, List.of("trace-id"), List.of("email", "phone"),
            RouteSpec.DecisionTarget.POSTGRES, "millrace.decisions")));
  }

  @Test
  void whatIsLeftOutHasDefaults() throws IOException {
    PipelineSpec spec = load(MINIMAL);
    assertThat(spec.database()).isEqualTo(new DatabaseSpec("embedded", "public", null, null));
    assertThat(spec.tasks()).containsExactly(new TaskSpec("category", null));
    assertThat(spec.fields()).isEmpty();
    assertThat(spec.input().text()).containsExactly(new TextColumn("subject", "subject"), new TextColumn("body", "body"));
    assertThat(spec.input().format()).isNull();
    assertThat(new Object[] {spec.name(), spec.precision(), spec.keep(), spec.drift(), spec.route()}).containsOnlyNulls();
  }

  @Test
  void pathsAreSeenFromThePipelineFileAndUrisAreLeftAlone() throws IOException {
    assertThat(load(MINIMAL).bundle().location()).isEqualTo(directory.resolve("models/support").toString());
    assertThat(load(MINIMAL.replace("models/support", "hdfs://host/m")).bundle().location()).isEqualTo("hdfs://host/m");
    assertThat(load(MINIMAL + "database: {password_file: ../pw}").database().passwordFile())
        .isEqualTo(directory.resolve("../pw").normalize());
  }

  @Test
  void theEnvironmentIsPutIntoValuesButNotIntoKeysAndOnlyOnce() throws IOException {
    String text = MINIMAL + """
        pipeline: ${TEAM}-${KIND:-nightly}${EMPTY:-!}$${PLAIN}
        labels: {category: {"${TEAM}": x}}
        fields: {order: {type: regex, pattern: '^ORD-\\d+$'}}
        """;
    PipelineSpec spec = load(text, Map.of("TEAM", "${KIND}", "EMPTY", ""));
    assertThat(spec.name()).isEqualTo("${KIND}-nightly!${PLAIN}");
    assertThat(spec.labels().get("category")).containsOnlyKeys("${TEAM}");
    assertThat(spec.fields().get(0).options().pattern()).isEqualTo("^ORD-\\d+$");
  }

  @Test
  void numbersFlagsAndChoicesMayComeFromTheEnvironment() throws IOException {
    PipelineSpec spec = load("""
        input: {source: s, id: id, text: [body]}
        bundle: b
        precision: "${PRECISION}"
        tasks: {category: {accept: {precision: "${P}", confidence: 0.9}}}
        fields: {email: {type: email, many: "${MANY}"}}
        """, Map.of("PRECISION", "int8", "P", "0.8", "MANY", "true"));
    assertThat(spec.precision()).isEqualTo(Precision.INT8);
    assertThat(spec.task("category").accept().precision()).isEqualTo(0.8);
    assertThat(spec.fields().get(0).many()).isTrue();
  }

  @Test
  void norwayIsACountry() throws IOException {
    assertThat(load(MINIMAL + "fields: {phone: {type: phone, region: NO}}").fields().get(0).options().region()).isEqualTo("NO");
  }

  @Test
  void flagsWinOverTheFileAndAreCheckedAlike() throws IOException {
    Path file = write(MINIMAL + "database: {schema: a}");
    Map<String, String> overrides = Map.of("database.url", "jdbc:postgresql://h/db", "database.schema", "b", "precision", "int8", "keep", "12h");
    PipelineSpec spec = PipelineFile.load(file, Map.of(), overrides);
    assertThat(spec.database()).isEqualTo(new DatabaseSpec("jdbc:postgresql://h/db", "b", null, null));
    assertThat(spec.precision()).isEqualTo(Precision.INT8);
    assertThat(spec.keep()).isEqualTo(Duration.ofHours(12));
    assertThatThrownBy(() -> PipelineFile.load(file, Map.of(), Map.of("drift.abstained", "lots")))
        .hasMessage("override: drift.abstained: expected a number, found text");
  }

  @Test
  void secretsOfASourceAreUsedAndNeverPrinted() throws IOException {
    PipelineSpec spec = load(MINIMAL.replace("id: id", "id: id, options: {user: u, password: \"${PW}\"}"), Map.of("PW", "hunter2"));
    assertThat(spec.input().options()).containsEntry("password", "hunter2");
    assertThat(spec.toString()).doesNotContain("hunter2");
  }

  @Test
  void aPasswordInADatabaseUrlIsRefusedWhereverTheUrlComesFrom() {
    assertThatThrownBy(() -> load(MINIMAL + "database: {url: '${URL}'}", Map.of("URL", "jdbc:postgresql://u:hunter2@h/db")))
        .hasMessageContaining("database.url: a password may not stand in the URL").hasMessageNotContaining("hunter2");
  }

  @Test
  void aliasesAndMergedDocumentsStayBounded() throws IOException {
    StringBuilder bomb = new StringBuilder(MINIMAL).append("labels:\n  a0: &a0 {x: y}\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("  a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    refused(bomb.toString()).hasMessageContaining("this YAML cannot be read: Number of aliases for non-scalar nodes exceeds");
    refused(MINIMAL + "labels: " + "[".repeat(40)).hasMessageContaining("this YAML cannot be read: Nesting Depth exceeded max 16");
    refused(MINIMAL + "#" + "x".repeat(PipelineFile.MAX_BYTES)).hasMessageContaining("bytes; at most 262144 are read");
    refused(MINIMAL + "pipeline: &a [*a]\n").hasMessage("pipeline.yaml:4: pipeline: expected text, found a list");
    refused(MINIMAL + "pipeline: !!javax.script.ScriptEngineManager [x]\n").hasMessageContaining(":4: this is not YAML: Global tag is not allowed");
  }

  @Test
  void filesThatAreNoPipelineAreRefused() throws IOException {
    Path none = directory.resolve("none.yaml");
    assertThatThrownBy(() -> PipelineFile.load(none, Map.of())).isInstanceOf(MillraceException.class)
        .hasMessage("Pipeline file %s does not exist (looked for %s)".formatted(none, none));
    assertThatThrownBy(() -> PipelineFile.load(directory, Map.of())).hasMessageContaining("cannot be read: is it a file, and readable?");
    Path latin = Files.write(directory.resolve("latin.yaml"), "owner: José".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> PipelineFile.load(latin, Map.of())).hasMessageContaining("is not UTF-8: save it as UTF-8");
    refused("").hasMessage("pipeline.yaml:1: expected a mapping of keys to values, found an empty file");
    refused("- a").hasMessage("pipeline.yaml:1: expected a mapping of keys to values, found something else");
    refused("a: 1\nb: [secret, \nc: 1").hasMessageStartingWith("pipeline.yaml:3: this is not YAML: ").hasMessageNotContaining("secret");
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(String text) throws IOException {
    Path file = write(text);
    return assertThatThrownBy(() -> relative(file)).isInstanceOf(MillraceException.class);
  }

  /** Messages show the file as it was named; the tests want it short. */
  private static void relative(Path file) {
    try {
      PipelineFile.load(file, Map.of());
    } catch (MillraceException e) {
      throw new MillraceException(e.kind(), e.getMessage().replace(file.toString(), "pipeline.yaml"));
    }
  }

  private PipelineSpec load(String text) throws IOException {
    return load(text, Map.of());
  }

  private PipelineSpec load(String text, Map<String, String> environment) throws IOException {
    return PipelineFile.load(write(text), environment);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("pipeline.yaml"), text);
  }
}
