package dev.millrace.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cli.CommandRunner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

class TryCommandTest {
  @Command(name = "millrace", subcommands = TryCommand.class)
  static final class Root {}

  @TempDir
  private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final InputStream realIn = System.in;
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private Path pipeline;

  @BeforeEach
  void prepare() throws IOException {
    TinyBundle.write(directory.resolve("bundle"));
    pipeline = Files.writeString(directory.resolve("pipeline.yaml"), """
        pipeline: tiny
        input:
          source: helpdesk
          id: id
          text: [subject, body]
        bundle: bundle
        tasks:
          category: {}
          urgency: {}
        fields:
          link: {type: url}
        """);
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setIn(realIn);
    System.setOut(realOut);
    System.setErr(realErr);
  }

  @Test
  void printsLabelsFieldsAndTokens() {
    assertThat(run("I want a refund, see https://example.com/a")).as(complained()).isZero();
    assertThat(printed()).contains("category", "urgency", "accepted", "https://example.com/a").containsPattern("link +https://example.com/a +body +21 +42")
        .containsPattern("\\d+ tokens in 1 window\n");
    assertThat(complained()).isEmpty();
  }

  @Test
  void writesASummaryOfTheDecision() throws IOException {
    Path summary = directory.resolve("summary.json");
    assertThat(run("refund", "--summary", summary.toString())).as(complained()).isZero();
    Map<?, ?> values = new ObjectMapper().readValue(summary.toFile(), Map.class);
    assertThat(values.get("label.category")).isIn("refund", "delivery", "account");
    assertThat(values.get("status.urgency")).isEqualTo("accepted");
    assertThat((Double) values.get("score.urgency")).isBetween(0.5, 1.0);
    assertThat(values.get("windows")).isEqualTo(1);
    assertThat(values.get("truncated")).isEqualTo(false);
  }

  @Test
  void withoutATextStandardInputIsRead() {
    assertThat(run("Grüße, wo ist mein Paket?")).isZero();
    String given = printed();
    out.reset();
    System.setIn(new ByteArrayInputStream("Grüße, wo ist mein Paket?".getBytes(StandardCharsets.UTF_8)));
    assertThat(run()).isZero();
    assertThat(printed()).isEqualTo(given);
  }

  @Test
  void aBlankTextIsRejectedAsData() {
    assertThat(run("  ")).isEqualTo(4);
    assertThat(complained()).isEqualToNormalizingNewlines("error: The document is rejected: empty_text\n");
  }

  @Test
  void aBundleThatIsNotThereIsWrongUse() throws IOException {
    Files.writeString(pipeline, Files.readString(pipeline).replace("bundle: bundle", "bundle: nowhere"));
    assertThat(run("refund")).isEqualTo(2);
    assertThat(complained()).contains("There is no bundle at " + directory.resolve("nowhere"));
  }

  @Test
  void aBrokenBundleIsData() throws IOException {
    Files.writeString(directory.resolve("bundle/tokenizer.json"), "{}");
    assertThat(run("refund")).isEqualTo(4);
    assertThat(complained()).contains("tokenizer.json is not the file that belongs here");
  }

  private int run(String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "try";
    all[1] = "--pipeline";
    all[2] = pipeline.toString();
    System.arraycopy(args, 0, all, 3, args.length);
    return CommandRunner.run(new Root(), all);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
