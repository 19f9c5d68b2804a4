package dev.millrace.pipeline.spec;

import java.util.List;
import java.util.Map;

/**
 * Every key that a pipeline file may have, by the place where it stands ({@code *} is a name of the user's). The JSON
 * Schema for editors, {@code pipeline.schema.json}, must know the same ones; a test compares them.
 */
final class PipelineKeys {
  static final List<String> PIPELINE = List.of("pipeline", "owner", "cost_center", "input", "bundle", "precision",
      "tasks", "labels", "fields", "database", "keep", "drift", "route");
  static final List<String> INPUT =
      List.of("source", "format", "options", "id", "text", "time", "time_format", "attributes");
  static final List<String> TASK = List.of("accept");
  static final List<String> ACCEPT = List.of("precision", "confidence");
  static final List<String> FIELD =
      List.of("type", "pattern", "region", "order", "currency", "many", "required", "store");
  static final List<String> DATABASE = List.of("url", "schema", "user", "password_file");
  static final List<String> DRIFT = List.of("label_psi", "abstained");
  static final List<String> ROUTE = List.of("brokers", "group", "from", "format", "registry", "output", "task",
      "require", "topic", "topics", "abstained", "dead_letters", "payload", "headers", "redact", "decisions",
      "decisions_topic");

  static final Map<String, List<String>> BY_PLACE = Map.of(
      "", PIPELINE, "input", INPUT, "tasks.*", TASK, "tasks.*.accept", ACCEPT, "fields.*", FIELD, "database", DATABASE,
      "drift", DRIFT, "route", ROUTE);

  private PipelineKeys() {}
}
