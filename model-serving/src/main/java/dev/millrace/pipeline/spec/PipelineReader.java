package dev.millrace.pipeline.spec;

import dev.millrace.extract.DateOrder;
import dev.millrace.extract.FieldOptions;
import dev.millrace.extract.FieldRule;
import dev.millrace.extract.FieldType;
import dev.millrace.extract.Store;
import dev.millrace.failure.SecretInUrl;
import dev.millrace.session.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a specification of the values of a pipeline file. Defaults are those of the records. */
final class PipelineReader {
  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})([hdw])");
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** It would travel to executors in the plan. */
  private static final String NO_PASSWORD = "use password_file, or set MILLRACE_DB_PASSWORD where the job runs";

  private final Path directory;

  /** @param directory from which paths in the file are seen */
  PipelineReader(Path directory) {
    this.directory = directory;
  }

  PipelineSpec read(YamlValue root) {
    YamlMapping pipeline = root.mapping().only(PipelineKeys.PIPELINE);
    InputSpec input = input(pipeline.required("input"));
    BundleReference bundle = BundleReference.of(pipeline.requiredText("bundle"), directory);
    List<TaskSpec> tasks = tasks(pipeline);
    List<FieldRule> fields = fields(pipeline);
    return root.checked(() -> new PipelineSpec(
        pipeline.text("pipeline"),
        pipeline.text("owner"),
        pipeline.text("cost_center"),
        input,
        bundle,
        pipeline.optional("precision", null, value -> value.choice(Precision.class)),
        tasks,
        labels(pipeline, tasks),
        fields,
        pipeline.optional("database", DatabaseSpec.DEFAULT, this::database),
        pipeline.optional("keep", null, PipelineReader::duration),
        pipeline.optional("drift", null, PipelineReader::drift),
        pipeline.optional("route", null, value -> new RouteReader(tasks, fields).read(value))));
  }

  private static InputSpec input(YamlValue value) {
    YamlMapping input = value.mapping().only(PipelineKeys.INPUT);
    String source = input.requiredText("source");
    String id = input.requiredText("id");
    List<TextColumn> text = text(input.required("text"));
    return value.checked(() -> new InputSpec(source, input.text("format"), input.settings("options"), id, text,
        input.text("time"), input.text("time_format"), input.texts("attributes")));
  }

  /** A mapping of parts to columns, or a list of columns, which are then the parts' names too. */
  private static List<TextColumn> text(YamlValue value) {
    List<TextColumn> columns = new ArrayList<>();
    if (value.isList()) {
      value.items().forEach(item -> columns.add(item.checked(() -> new TextColumn(item.text(), item.text()))));
    } else {
      value.mapping().entries().forEach((part, column) -> columns.add(column.checked(() -> new TextColumn(part, column.text()))));
    }
    return columns;
  }

  private static List<TaskSpec> tasks(YamlMapping pipeline) {
    return pipeline.optional("tasks", List.of(), value -> {
      List<TaskSpec> tasks = new ArrayList<>();
      value.mapping().entries().forEach((name, task) -> tasks.add(task.checked(() -> new TaskSpec(name, accept(task)))));
      return tasks;
    });
  }

  private static AcceptRule accept(YamlValue task) {
    return task.isNothing() ? null : task.mapping().only(PipelineKeys.TASK).optional("accept", null, value -> {
      YamlMapping accept = value.mapping().only(PipelineKeys.ACCEPT);
      double precision = accept.required("precision").number();
      double confidence = accept.required("confidence").number();
      return value.checked(() -> new AcceptRule(precision, confidence));
    });
  }

  private static Map<String, Map<String, String>> labels(YamlMapping pipeline, List<TaskSpec> tasks) {
    return pipeline.optional("labels", Map.of(), value -> {
      YamlMapping labels = value.mapping().only(tasks.stream().map(TaskSpec::name).toList());
      Map<String, Map<String, String>> descriptions = new LinkedHashMap<>();
      labels.entries().keySet().forEach(task -> descriptions.put(task, Map.copyOf(labels.textByName(task))));
      return descriptions;
    });
  }

  private static List<FieldRule> fields(YamlMapping pipeline) {
    return pipeline.optional("fields", List.of(), value -> {
      List<FieldRule> rules = new ArrayList<>();
      value.mapping().entries().forEach((name, field) -> rules.add(field(name, field)));
      return rules;
    });
  }

  private static FieldRule field(String name, YamlValue value) {
    YamlMapping field = value.mapping().only(PipelineKeys.FIELD);
    FieldType type = field.required("type").choice(FieldType.class);
    FieldOptions options = new FieldOptions(field.text("pattern"), field.text("region"),
        field.optional("order", null, order -> order.choice(DateOrder.class)), field.text("currency"));
    return value.checked(() -> new FieldRule(name, type,
        field.optional("many", false, YamlValue::flag),
        field.optional("required", false, YamlValue::flag),
        field.optional("store", type.defaultStore(), store -> store.choice(Store.class)),
        options));
  }

  private DatabaseSpec database(YamlValue value) {
    YamlMapping database = value.mapping();
    if (database.entries().containsKey("password")) {
      throw database.required("password").error("a password may not stand in this file, nor a variable that holds it; %s", NO_PASSWORD);
    }
    database.only(PipelineKeys.DATABASE);
    DatabaseSpec defaults = DatabaseSpec.DEFAULT;
    return value.checked(() -> new DatabaseSpec(
        database.optional("url", defaults.url(), PipelineReader::databaseUrl),
        database.optional("schema", defaults.schema(), YamlValue::text),
        database.text("user"),
        database.optional("password_file", null, file -> directory.resolve(file.text()).normalize())));
  }

  private static String databaseUrl(YamlValue url) {
    if (SecretInUrl.isIn(url.written()) || SecretInUrl.isIn(url.text())) {
      throw url.error("a password may not stand in the URL; %s", NO_PASSWORD);
    }
    return url.text();
  }

  private static Duration duration(YamlValue value) {
    Matcher matcher = DURATION.matcher(value.text());
    if (!matcher.matches()) {
      throw value.error("expected a duration such as 12h, 180d or 26w");
    }
    long count = Long.parseLong(matcher.group(1));
    Duration duration = switch (matcher.group(2)) {
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofDays(7 * count);
    };
    if (duration.compareTo(LONGEST) > 0) {
      throw value.error("expected a duration of at most 100 years (36500d)");
    }
    return duration;
  }

  private static DriftSpec drift(YamlValue value) {
    YamlMapping drift = value.mapping().only(PipelineKeys.DRIFT);
    double labelPsi = drift.optional("label_psi", DriftSpec.DEFAULT.labelPsi(), YamlValue::number);
    double abstained = drift.optional("abstained", DriftSpec.DEFAULT.abstained(), YamlValue::number);
    return value.checked(() -> new DriftSpec(labelPsi, abstained));
  }
}
