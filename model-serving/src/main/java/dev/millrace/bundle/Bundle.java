package dev.millrace.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.session.ModelOutput;
import dev.millrace.session.Precision;
import dev.millrace.tokenize.Windowing;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** What the ledger keeps of the version, as JSON: names, labels and windowing, for whoever asks later. */
  public String describe() {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", name);
    described.put("precision", precision.label());
    described.put("template", template.pattern());
    described.put("maximum_length", windowing.maximumLength());
    described.put("max_windows", windowing.maxWindows());
    described.put("window_overlap", windowing.overlap());
    described.put("tasks", tasks.stream().map(task -> Map.of("name", String.valueOf(task.name()), "labels", task.labels(), "temperature", task.temperature())).toList());
    try {
      return new ObjectMapper().writeValueAsString(described);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same model reading texts in other windows: another version, for benches. */
  public Bundle withWindowing(Windowing other) {
    return new Bundle(name, FileHash.ofText(version + other), precision, graph, tokenizer, template, other, tasks);
  }
}
