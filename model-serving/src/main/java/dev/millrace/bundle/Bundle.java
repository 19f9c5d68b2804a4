package dev.millrace.bundle;

import dev.millrace.session.ModelOutput;
import dev.millrace.session.Precision;
import dev.millrace.tokenize.Windowing;
import java.nio.file.Path;
import java.util.List;

/**
 * A model directory, read and checked, ready to be loaded on a device.
 *
 * @param version SHA-256 of all that can change a score
 * @param graph on this machine; for a recipe it was assembled into the cache
 */
public record Bundle(
    String name, String version, Precision precision, Path graph, Path tokenizer, TextTemplate template, Windowing windowing, List<BundleTask> tasks) {
  public Bundle {
    tasks = List.copyOf(tasks);
  }

  /** The directory or recipe of that path. Throws DATA, naming expected and found, if it is no bundle or not whole. */
  public static Bundle open(Path directory) {
    return new BundleReader(directory).read();
  }

  /** The outputs of its tasks, in order. */
  public List<ModelOutput> outputs() {
    return tasks.stream().map(task -> new ModelOutput(task.output(), task.labels().size())).toList();
  }

  /** The same model reading texts in other windows: another version, for benches. */
  public Bundle withWindowing(Windowing other) {
    return new Bundle(name, FileHash.ofText(version + other), precision, graph, tokenizer, template, other, tasks);
  }
}
