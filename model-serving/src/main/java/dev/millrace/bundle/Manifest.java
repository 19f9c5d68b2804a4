package dev.millrace.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.graph.Pooling;
import java.util.List;
import java.util.Map;

/**
 * {@code millrace.yaml}: what a bundle is. Written by {@code train}; beside an {@code optimum-cli} export it may add what
 * such an export cannot say, and all but {@code millrace} may then be left out.
 *
 * @param millrace version of this format: 1
 * @param encoder null for a graph that ends in logits by itself
 * @param tasks labels in logit order, by task, in output order
 * @param files SHA-256 of every file of the bundle, by name; a recipe has no {@code model.onnx}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
    int millrace,
    String name,
    String precision,
    Encoder encoder,
    Text text,
    Map<String, Task> tasks,
    Training training,
    Map<String, String> files) {
  public static final int FORMAT = 1;
  public static final String FILE = "millrace.yaml";

  /**
   * The encoder below the heads.
   *
   * @param name of a {@link NamedEncoder}, or of the directory it came from
   * @param artifact Maven coordinates; null if it came from a directory, so that no recipe can be made of it
   * @param fused true if the graph was rebuilt with fused operators
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Encoder(
      String name, String artifact, String sha256, String tokenizerSha256, Pooling pooling, boolean normalize, boolean fused) {}

  /** How a document becomes token windows; null parts take the model's own. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Text(String template, Integer maximumLength, Integer maxWindows, Integer windowOverlap) {}

  /**
   * One output.
   *
   * @param output the graph's output name; null means the task's name
   * @param calibration by precision; missing means uncalibrated
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Task(
      String output, List<String> labels, Activation activation, Map<String, Calibration> calibration, Map<String, Object> metrics) {}

  /** Softmax: one label a document. Sigmoid: each label by itself. */
  public enum Activation {
    @JsonProperty("softmax")
    SOFTMAX,
    @JsonProperty("sigmoid")
    SIGMOID
  }

  /**
   * From held-out documents.
   *
   * @param temperature logits are divided by it
   * @param pairs file of held-out (score, correct) pairs, from which accept rules resolve
   */
  public record Calibration(double temperature, String pairs) {}

  /** Where the heads come from. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Training(
      String dataSha256, long documents, String millraceVersion, String classWeights, Map<String, Double> penalty, String command) {}
}
