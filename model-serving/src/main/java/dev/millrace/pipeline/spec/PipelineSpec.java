package dev.millrace.pipeline.spec;

import static dev.millrace.failure.Require.require;

import dev.millrace.extract.FieldRule;
import dev.millrace.session.Precision;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One pipeline file, checked and with defaults filled in.
 *
 * @param name null if the file gives none
 * @param owner for reports; null if the file gives none
 * @param costCenter for reports; null if the file gives none
 * @param precision null: the bundle's own
 * @param labels descriptions by task and label
 * @param keep rows older than this are neither kept nor read; null: for ever
 * @param drift null if drift is not watched
 * @param route null if the pipeline is not for the router
 */
public record PipelineSpec(
    String name, String owner, String costCenter, InputSpec input, BundleReference bundle, Precision precision,
    List<TaskSpec> tasks, Map<String, Map<String, String>> labels, List<FieldRule> fields, DatabaseSpec database,
    Duration keep, DriftSpec drift, RouteSpec route) {
  public PipelineSpec {
    tasks = List.copyOf(tasks);
    labels = Map.copyOf(labels);
    fields = List.copyOf(fields);
    require(!tasks.isEmpty() || !fields.isEmpty(), "A pipeline needs tasks or fields");
    require(keep == null || keep.compareTo(Duration.ZERO) > 0, "keep must be longer than nothing");
  }

  /** The task's rule in {@link #tasks()}; null if there is no such task. */
  public TaskSpec task(String task) {
    return tasks.stream().filter(spec -> spec.name().equals(task)).findFirst().orElse(null);
  }

  /** The same pipeline over another source and format (null: by the file's name), written to another database. */
  public PipelineSpec over(String source, String format, DatabaseSpec target) {
    InputSpec other = new InputSpec(source, format, input.options(), input.id(), input.text(), input.time(), input.timeFormat(), input.attributes());
    return new PipelineSpec(name, owner, costCenter, other, bundle, precision, tasks, labels, fields, target, keep, drift, route);
  }

  /** The same pipeline with other options of its input. */
  public PipelineSpec withOptions(Map<String, String> options) {
    InputSpec other = new InputSpec(input.source(), input.format(), options, input.id(), input.text(), input.time(), input.timeFormat(), input.attributes());
    return new PipelineSpec(name, owner, costCenter, other, bundle, precision, tasks, labels, fields, database, keep, drift, route);
  }

  /**
   * SHA-256, in hexadecimal digits, of all that changes a run's results: a run is not continued under another one.
   * Owner, cost centre, database, retention, drift, route and secrets of the input are not in it, nor where the
   * file lies.
   */
  public String canonicalHash() {
    CanonicalForm form = new CanonicalForm();
    form.add("pipeline", name).add("bundle", bundle.written()).add("precision", precision);
    form.add("source", input.source()).add("format", input.format()).add("id", input.id());
    form.add("time", input.time()).add("time_format", input.timeFormat());
    form.addAll("text", input.text().stream().flatMap(text -> Stream.of(text.part(), text.column())).toList());
    form.addAll("attributes", input.attributes().stream().sorted().toList());
    form.addAll("options", pairs(withoutSecrets(input.options())));
    tasks.stream().sorted(Comparator.comparing(TaskSpec::name)).forEach(task -> form.add("task", task.name())
        .add("precision", task.accept() == null ? null : task.accept().precision())
        .add("confidence", task.accept() == null ? null : task.accept().confidence()));
    new TreeMap<>(labels).forEach((task, descriptions) -> form.add("labels", task).addAll("label", pairs(descriptions)));
    fields.stream().sorted(Comparator.comparing(FieldRule::name)).forEach(rule -> form.add("field", rule.canonicalForm()));
    return form.sha256();
  }

  private static List<String> pairs(Map<String, String> map) {
    return new TreeMap<>(map).entrySet().stream().flatMap(entry -> Stream.of(entry.getKey(), entry.getValue())).toList();
  }

  /** A password that was changed is no reason to begin anew. */
  private static Map<String, String> withoutSecrets(Map<String, String> options) {
    Map<String, String> open = new LinkedHashMap<>(options);
    open.keySet().removeIf(Secrets::isSecret);
    return open;
  }
}
