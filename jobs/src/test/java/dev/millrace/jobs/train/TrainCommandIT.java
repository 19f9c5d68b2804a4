package dev.millrace.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.bundle.Bundle;
import dev.millrace.bundle.BundleTask;
import dev.millrace.bundle.FileHash;
import dev.millrace.cli.CommandRunner;
import dev.millrace.jobs.source.SharedSpark;
import dev.millrace.serving.LoadedModel;
import dev.millrace.serving.TinyBundle;
import dev.millrace.session.CpuDevice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

class TrainCommandIT {
  @Command(name = "millrace", subcommands = TrainCommand.class)
  static final class Root {}

  private static final List<String> TEXTS = List.of("I want a refund for my order", "the parcel never arrived", "I cannot log in to my account");
  private static final List<String> LABELS = List.of("refund", "delivery", "account");

  @TempDir
  private Path directory;
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path tickets;

  @BeforeEach
  void writeTickets() throws IOException {
    SharedSpark.stop();
    StringBuilder lines = new StringBuilder("id,text,category,urgency\n");
    for (int i = 0; i < 120; i++) {
      // Refunds are common, account questions rare; every fourth ticket has no urgency.
      int kind = i % 10 == 0 ? 2 : i % 3 == 0 ? 1 : 0;
      lines.append("%d,%s number %d,%s,%s\n".formatted(i, TEXTS.get(kind), i * i, LABELS.get(kind), i % 4 == 0 ? "" : i % 4 == 1 ? "high" : "low"));
    }
    lines.append("single,a question that nobody else asked,press,low\n");
    lines.append(",no id,refund,low\n");
    tickets = Files.writeString(directory.resolve("tickets.csv"), lines);
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  @Test
  void theSameTicketsGiveTheSameBytesOnAnyNumberOfCores() throws IOException {
    Map<String, String> onOne = train("one/bundle", "--cores", "1");
    Map<String, String> onTwo = train("two/bundle", "--cores", "2");
    assertThat(onOne).isEqualTo(onTwo).containsKeys("millrace.yaml", "model.onnx", "heads.onnx", "tokenizer.json");
    assertThat(train("one/bundle", "--cores", "2")).as("written over an earlier bundle").isEqualTo(onTwo);
  }

  @Test
  void theBundleOpensAndAnswers() throws IOException {
    Path summary = directory.resolve("summary.json");
    train("bundle", "--summary", summary.toString());
    Bundle bundle = Bundle.open(directory.resolve("bundle"));
    assertThat(bundle.tasks()).extracting(BundleTask::name).containsExactly("category", "urgency");
    assertThat(bundle.tasks().get(0).labels()).containsExactly("account", "delivery", "press", "refund");
    assertThat(bundle.tasks()).extracting(task -> task.heldOut().size()).containsExactly(121, 91);
    assertThat(top(bundle, "I want a refund for my order number 7")).isEqualTo("refund");
    assertThat(top(bundle, "the parcel never arrived number 8")).isEqualTo("delivery");
    Map<?, ?> values = new ObjectMapper().readValue(summary.toFile(), Map.class);
    assertThat(values.get("documents")).isEqualTo(121);
    assertThat(values.get("skipped")).isEqualTo(1);
    assertThat(values.get("model_version")).isEqualTo(bundle.version());
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("labels have fewer documents than folds", "recall", "press");
  }

  @Test
  void balancedWeightsChangeTheHeads() throws IOException {
    Map<String, String> plain = train("plain/bundle");
    Map<String, String> balanced = train("balanced/bundle", "--class-weights", "balanced");
    assertThat(balanced.get("heads.onnx")).isNotEqualTo(plain.get("heads.onnx"));
    assertThat(balanced.get("tokenizer.json")).isEqualTo(plain.get("tokenizer.json"));
    assertThat(Files.readString(directory.resolve("balanced/bundle/millrace.yaml"))).contains("class_weights: balanced");
  }

  @Test
  void wrongUseIsToldBeforeAnythingIsRead() {
    assertThat(run("bundle", "--folds", "1")).isEqualTo(2);
    assertThat(run("bundle", "--maximum-length", "2")).isEqualTo(2);
    assertThat(run("bundle", "--penalty", "0")).isEqualTo(2);
    assertThat(run("bundle", "--recipe")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--folds must be at least 2, was 1",
        "maximum_length must be at least 4 tokens, was 2", "--penalty takes numbers above 0", "leave out --recipe").doesNotContain("bug:");
    assertThat(directory.resolve("bundle")).doesNotExist();
  }

  @Test
  void aColumnWithOneLabelIsDataThatTeachesNothing() throws IOException {
    Files.writeString(tickets, Files.readString(tickets).replaceAll("(refund|delivery|account|press),(low|high)?\n", "refund,$2\n"));
    assertThat(run("bundle")).isEqualTo(4);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("Task category needs at least two labels, found [refund]");
  }

  @Test
  void anInputThatCannotBeReadIsData() throws IOException {
    tickets = Files.writeString(directory.resolve("tickets.parquet"), "id,text,category,urgency\n");
    assertThat(run("bundle")).isEqualTo(4);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("error: Input").contains(tickets.toString());
  }

  private Map<String, String> train(String bundle, String... options) throws IOException {
    assertThat(run(bundle, options)).as(err.toString(StandardCharsets.UTF_8)).isZero();
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory.resolve(bundle))) {
      files.forEach(file -> hashes.put(file.getFileName().toString(), FileHash.of(file)));
    }
    return hashes;
  }

  private int run(String bundle, String... options) {
    List<String> args = new ArrayList<>(List.of("train", "--input", tickets.toString(), "--id", "id", "--text", "text", "--label", "category",
        "--label", "urgency", "--encoder", TinyBundle.ENCODER, "--out", directory.resolve(bundle).toString()));
    if (!Arrays.asList(options).contains("--penalty")) {
      args.addAll(List.of("--penalty", "10,100"));
    }
    args.addAll(List.of(options));
    return CommandRunner.run(new Root(), args.toArray(String[]::new));
  }

  private static String top(Bundle bundle, String text) {
    try (LoadedModel model = LoadedModel.load(
        bundle.graph(), bundle.tokenizer(), bundle.outputs(), bundle.precision(), bundle.windowing(), new CpuDevice(1))) {
      float[] logits = model.run(List.of(model.tokenize(text)), (batch, nanos) -> { })[0][0];
      int best = 0;
      for (int i = 1; i < logits.length; i++) {
        best = logits[i] > logits[best] ? i : best;
      }
      return bundle.tasks().get(0).labels().get(best);
    }
  }
}
