package dev.millrace.pipeline.spec;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the router does with documents from Kafka. Null where the file says nothing and no default is named.
 *
 * @param from topics read
 * @param registry settings of the schema registry, at least {@code url}; only with {@link Format#CONFLUENT}
 * @param task whose label chooses the topic
 * @param require tasks that must be accepted too
 * @param topic with {@code {label}} where the label goes
 * @param topics instead of {@code topic}, by label
 * @param headers copied to the routed document
 * @param redact names or types of fields
 */
public record RouteSpec(
    String brokers, String group, List<String> from, Format format, Map<String, String> registry, Output output,
    String task, List<String> require, String topic, Map<String, String> topics, String abstained, String deadLetters,
    Payload payload, List<String> headers, List<String> redact, DecisionTarget decisions, String decisionsTopic) {
  public static final String LABEL = "{label}";

  public enum Format { JSON, AVRO, CONFLUENT }

  public enum Output { JSON, AVRO, ORIGINAL }

  public enum Payload { ORIGINAL, NONE }

  public enum DecisionTarget { POSTGRES, TOPIC, NONE }

  public RouteSpec {
    from = List.copyOf(from);
    registry = Map.copyOf(registry);
    require = List.copyOf(require);
    topics = Map.copyOf(topics);
    headers = List.copyOf(headers);
    redact = List.copyOf(redact);
    require(!from.isEmpty(), "from must name at least one topic");
    require(format != Format.CONFLUENT || registry.containsKey("url"), "format: confluent needs registry: {url: ...}");
    require(format == Format.CONFLUENT || registry.isEmpty(), "registry belongs to format: confluent only");
    require(decisions != DecisionTarget.TOPIC || decisionsTopic != null, "decisions: topic needs decisions_topic");
    from.forEach(name -> checkTopic("from", name));
    checkTopic("topic", topic.replace(LABEL, "label"));
    topics.values().forEach(name -> checkTopic("topics", name));
    checkTopic("abstained", abstained);
    checkTopic("dead_letters", deadLetters);
    checkTopic("decisions_topic", decisionsTopic);
  }

  private static void checkTopic(String key, String name) {
    require(name == null || name.matches("[A-Za-z0-9._-]{1,249}"),
        "%s must name Kafka topics: letters, digits, ., _ and -, at most 249%s", key,
        key.equals("topic") ? "; " + LABEL + " stands for the label" : "");
  }

  /** Imported statically it would be hidden by the component of the same name. */
  private static void require(boolean condition, String format, Object... arguments) {
    dev.millrace.failure.Require.require(condition, format, arguments);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "RouteSpec[from=%s, task=%s, topic=%s]", from, task, topic);
  }
}
