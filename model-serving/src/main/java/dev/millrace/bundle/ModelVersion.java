package dev.millrace.bundle;

import dev.millrace.graph.GraphAssembly;

/**
 * The hash of all that can change a score: encoder, tokenizer, heads and their calibration, precision, pooling, text
 * template, windowing. Whether the graph was assembled before or is assembled from a recipe makes no difference.
 */
final class ModelVersion {
  private ModelVersion() {}

  static String of(Manifest manifest) {
    Manifest.Encoder encoder = manifest.encoder();
    StringBuilder text = new StringBuilder("millrace model 1\n");
    line(text, "assembly", GraphAssembly.REVISION);
    line(text, "encoder", encoder.sha256());
    line(text, "tokenizer", encoder.tokenizerSha256());
    line(text, "pooling", encoder.pooling());
    line(text, "normalize", encoder.normalize());
    line(text, "fused", encoder.fused());
    line(text, "heads", manifest.files().get("heads.onnx"));
    line(text, "precision", manifest.precision());
    line(text, "text", manifest.text());
    manifest.tasks().forEach((name, task) -> {
      line(text, "task", name);
      line(text, "labels", task.labels());
      line(text, "activation", task.activation());
      line(text, "temperature", task.calibration() == null || !task.calibration().containsKey(manifest.precision())
          ? "none" : task.calibration().get(manifest.precision()).temperature());
    });
    return FileHash.ofText(text.toString());
  }

  static void line(StringBuilder text, String key, Object value) {
    String written = String.valueOf(value);
    text.append(key).append(' ').append(written.length()).append(' ').append(written).append('\n');
  }
}
