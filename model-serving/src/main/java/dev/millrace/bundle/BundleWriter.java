package dev.millrace.bundle;

import dev.millrace.failure.MillraceException;
import dev.millrace.graph.HeadWeights;
import dev.millrace.graph.HeadsFile;
import dev.millrace.session.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes fitted heads as a bundle: whole, with one graph, or as a recipe that ships only the small parts. The same parts give the same bytes. */
public final class BundleWriter {
  private static final String HEADS = "heads.onnx";
  private static final String MODEL = "model.onnx";
  private static final String TOKENIZER = "tokenizer.json";

  private final EncoderSource encoder;
  private final Manifest.Text text;
  private final Manifest.Training training;

  public BundleWriter(EncoderSource encoder, Manifest.Text text, Manifest.Training training) {
    this.encoder = encoder;
    this.text = text;
    this.training = training;
  }

  /**
   * A fitted task.
   *
   * @param metrics as the manifest will show them: numbers, texts, lists and maps of them
   */
  public record FittedTask(List<String> labels, HeadWeights head, double temperature, HeldOutPairs heldOut, Map<String, Object> metrics) {}

  /** Writes all files; the manifest comes last, so that a directory with one is whole. */
  public void write(Path directory, String name, Map<String, FittedTask> tasks, boolean recipe) {
    if (recipe) {
      encoder.requireArtifact();
    }
    try {
      Files.createDirectories(directory);
      Files.deleteIfExists(directory.resolve(Manifest.FILE));
      Map<String, String> files = new LinkedHashMap<>();
      Map<String, HeadWeights> heads = new LinkedHashMap<>();
      tasks.forEach((task, fitted) -> heads.put(task, fitted.head()));
      put(directory, files, HEADS, HeadsFile.write(heads));
      for (var task : tasks.entrySet()) {
        put(directory, files, pairsFile(task.getKey(), encoder.precision()), task.getValue().heldOut().toBytes());
      }
      if (recipe) {
        Files.deleteIfExists(directory.resolve(MODEL));
        Files.deleteIfExists(directory.resolve(TOKENIZER));
      } else {
        put(directory, files, MODEL, AssembledGraphs.assemble(encoder.reference(), encoder.files().model(), heads).toByteArray());
        put(directory, files, TOKENIZER, Files.readAllBytes(encoder.files().tokenizer()));
      }
      Manifest manifest = new Manifest(Manifest.FORMAT, name, encoder.precision().label(), encoder.reference(), text, describe(tasks), training, files);
      byte[] yaml = ManifestFile.toYaml(manifest).getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(directory.resolve(Manifest.FILE), out -> out.write(yaml));
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot write the bundle to %s: %s", directory, e.getMessage());
    }
  }

  private static void put(Path directory, Map<String, String> files, String name, byte[] content) throws IOException {
    AtomicFile.write(directory.resolve(name), out -> out.write(content));
    files.put(name, FileHash.of(directory.resolve(name)));
  }

  private Map<String, Manifest.Task> describe(Map<String, FittedTask> tasks) {
    Map<String, Manifest.Task> described = new LinkedHashMap<>();
    tasks.forEach((name, fitted) -> {
      Manifest.Calibration calibration = new Manifest.Calibration(fitted.temperature(), pairsFile(name, encoder.precision()));
      described.put(name, new Manifest.Task(null, fitted.labels(), Manifest.Activation.SOFTMAX,
          Map.of(encoder.precision().label(), calibration), fitted.metrics()));
    });
    return described;
  }

  /** A task's name may be a column's, with any character; the file's may not, and still differs where the names do. */
  private static String pairsFile(String task, Precision precision) {
    String plain = task.replaceAll("[^A-Za-z0-9_-]", "_");
    String told = plain.equals(task) ? plain : plain + "-" + FileHash.ofText(task).substring(0, 8);
    return "held-out-%s-%s.csv".formatted(told, precision.label());
  }
}
