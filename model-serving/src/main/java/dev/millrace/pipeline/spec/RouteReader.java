package dev.millrace.pipeline.spec;

import dev.millrace.extract.FieldRule;
import dev.millrace.extract.FieldType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Reads {@code route:}, which speaks of tasks and fields that the rest of the file defines. */
final class RouteReader {
  private final List<String> tasks;
  private final List<String> redactable;

  RouteReader(List<TaskSpec> tasks, List<FieldRule> fields) {
    this.tasks = tasks.stream().map(TaskSpec::name).toList();
    this.redactable = Stream.concat(
        fields.stream().map(FieldRule::name),
        Arrays.stream(FieldType.values()).map(FieldType::label)).distinct().toList();
  }

  RouteSpec read(YamlValue value) {
    YamlMapping route = value.mapping().only(PipelineKeys.ROUTE);
    String brokers = route.requiredText("brokers");
    String group = route.requiredText("group");
    List<String> from = route.required("from").texts();
    String task = known(route.required("task"), tasks, "task");
    String topic = route.requiredText("topic");
    return value.checked(() -> new RouteSpec(
        brokers,
        group,
        from,
        route.optional("format", RouteSpec.Format.JSON, format -> format.choice(RouteSpec.Format.class)),
        route.settings("registry"),
        route.optional("output", RouteSpec.Output.JSON, output -> output.choice(RouteSpec.Output.class)),
        task,
        all(route, "require", tasks, "task"),
        topic,
        route.textByName("topics"),
        route.text("abstained"),
        route.text("dead_letters"),
        route.optional("payload", RouteSpec.Payload.ORIGINAL, payload -> payload.choice(RouteSpec.Payload.class)),
        route.texts("headers"),
        all(route, "redact", redactable, "field or type of field"),
        route.optional("decisions", RouteSpec.DecisionTarget.POSTGRES, to -> to.choice(RouteSpec.DecisionTarget.class)),
        route.text("decisions_topic")));
  }

  private static List<String> all(YamlMapping route, String key, List<String> known, String what) {
    return route.optional(key, List.of(), list -> list.items().stream().map(item -> known(item, known, what)).toList());
  }

  private static String known(YamlValue value, List<String> known, String what) {
    String name = value.text();
    if (!known.contains(name)) {
      throw value.error("expected a %s of this pipeline: %s", what, known.isEmpty() ? "there is none" : String.join(", ", known));
    }
    return name;
  }
}
