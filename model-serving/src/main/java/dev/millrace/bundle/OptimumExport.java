package dev.millrace.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.bundle.Manifest.Activation;
import dev.millrace.failure.MillraceException;
import dev.millrace.graph.guard.GraphGuard;
import dev.millrace.graph.guard.GraphLimits;
import dev.millrace.session.Precision;
import dev.millrace.tokenize.HuggingFaceTokenizer;
import dev.millrace.tokenize.Windowing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A directory as {@code optimum-cli export onnx} writes it for sequence classification: model.onnx, config.json,
 * tokenizer.json. A manifest beside it may add the text template, windowing, and a name for the task.
 */
final class OptimumExport {
  private static final int DEFAULT_WINDOWS = 4;
  private static final int LONGEST_DEFAULT = 512;

  private final Path directory;
  private final BundleFiles files;
  private final Manifest manifest;

  /** @param manifest null if there is none */
  OptimumExport(Path directory, Manifest manifest) {
    this.directory = directory;
    this.files = new BundleFiles(directory);
    this.manifest = manifest;
  }

  Bundle read() {
    Path graph = file("model.onnx", GraphLimits.MAX_FILE_BYTES);
    GraphGuard.checkExport(graph);
    Path tokenizer = file("tokenizer.json", HuggingFaceTokenizer.MAX_BYTES);
    JsonNode config = json(file("config.json", BundleLimits.MAX_CONFIG_BYTES));
    Manifest.Text text = manifest == null || manifest.text() == null ? new Manifest.Text(null, null, null, null) : manifest.text();
    int length = text.maximumLength() == null ? maximumLength(config) : text.maximumLength();
    Windowing windowing = new Windowing(length,
        text.maxWindows() == null ? DEFAULT_WINDOWS : text.maxWindows(),
        text.windowOverlap() == null ? length / 8 : text.windowOverlap());
    TextTemplate template = TextTemplate.of(text.template() == null ? TextTemplate.ALL_PARTS : text.template());
    Precision precision = manifest == null || manifest.precision() == null ? Precision.FP32 : Precision.of(manifest.precision());
    BundleTask task = task(config);
    return new Bundle(directory.toAbsolutePath().getFileName().toString(), version(graph, tokenizer, template, windowing, precision, task),
        precision, graph, tokenizer, template, windowing, List.of(task));
  }

  private BundleTask task(JsonNode config) {
    Map.Entry<String, Manifest.Task> named = manifest == null || manifest.tasks() == null ? null : only(manifest.tasks());
    Manifest.Task given = named == null ? null : named.getValue();
    List<String> labels = given != null && given.labels() != null ? given.labels() : labels(config);
    Activation activation = given != null && given.activation() != null ? given.activation()
        : config.path("problem_type").asText().equals("multi_label_classification") ? Activation.SIGMOID : Activation.SOFTMAX;
    String output = given == null || given.output() == null ? "logits" : given.output();
    return new BundleTask(named == null ? null : named.getKey(), output, labels, activation, 1, HeldOutPairs.NONE);
  }

  private Map.Entry<String, Manifest.Task> only(Map<String, Manifest.Task> tasks) {
    if (tasks.size() != 1) {
      throw MillraceException.data("%s names %d tasks, but an export has one", directory.resolve(Manifest.FILE), tasks.size());
    }
    return tasks.entrySet().iterator().next();
  }

  private List<String> labels(JsonNode config) {
    JsonNode byId = config.path("id2label");
    List<String> labels = new ArrayList<>();
    for (int i = 0; byId.has(Integer.toString(i)); i++) {
      labels.add(byId.get(Integer.toString(i)).asText());
    }
    if (labels.size() < 2 || labels.size() != byId.size()) {
      throw MillraceException.data("%s must have id2label with labels 0, 1, ..., found %d entries, %d in a row from 0",
          directory.resolve("config.json"), byId.size(), labels.size());
    }
    return labels;
  }

  /** What the model was made for, at most 512. RoBERTa keeps two positions for itself. */
  private int maximumLength(JsonNode config) {
    int positions = config.path("max_position_embeddings").asInt(LONGEST_DEFAULT);
    if (config.path("model_type").asText().contains("roberta")) {
      positions -= config.path("pad_token_id").asInt(1) + 1;
    }
    Path tokenizerConfig = files.inside("tokenizer_config.json", BundleLimits.MAX_CONFIG_BYTES);
    double stated = Files.exists(tokenizerConfig) ? json(tokenizerConfig).path("model_max_length").asDouble(positions) : positions;
    return (int) Math.min(Math.min(positions, stated), LONGEST_DEFAULT);
  }

  private String version(Path graph, Path tokenizer, TextTemplate template, Windowing windowing, Precision precision, BundleTask task) {
    StringBuilder text = new StringBuilder("millrace export 1\n");
    ModelVersion.line(text, "graph", FileHash.of(graph));
    Path weights = directory.resolve(GraphGuard.WEIGHTS_FILE);
    ModelVersion.line(text, "weights", Files.exists(weights) ? FileHash.of(weights) : "inside");
    ModelVersion.line(text, "tokenizer", FileHash.of(tokenizer));
    ModelVersion.line(text, "template", template.pattern());
    ModelVersion.line(text, "windowing", windowing);
    ModelVersion.line(text, "precision", precision);
    ModelVersion.line(text, "labels", task.labels());
    ModelVersion.line(text, "activation", task.activation());
    return FileHash.ofText(text.toString());
  }

  private Path file(String name, long maxBytes) {
    Path file = files.inside(name, maxBytes);
    if (!Files.isRegularFile(file)) {
      throw MillraceException.data("Bundle %s has no %s; expected model.onnx, config.json and tokenizer.json as optimum-cli export onnx writes them, or a %s",
          directory, name, Manifest.FILE);
    }
    return file;
  }

  private static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw MillraceException.data("%s is not JSON: %s", file, e.getMessage().lines().findFirst().orElse(""));
    }
  }
}
