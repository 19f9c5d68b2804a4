package dev.millrace.pipeline.spec;

import static dev.millrace.failure.MillraceException.usage;

import dev.millrace.failure.MillraceException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value of the pipeline file that knows where it stands, so that an error can name file, line and key. Errors never
 * show the value itself: it may be, or have come from, a secret. Types are decided by what is expected, not by YAML's
 * guess, for which the region NO is false.
 */
final class YamlValue {
  /** @param file as the reader named it */
  record Origin(Path file, Map<String, String> environment) {}

  private final Origin origin;
  private final String path;
  private final Node node;

  YamlValue(Origin origin, String path, Node node) {
    this.origin = origin;
    this.path = path;
    this.node = node;
  }

  String path() {
    return path;
  }

  MillraceException error(String format, Object... arguments) {
    String place = Overrides.isOverride(node) ? "override" : origin.file() + ":" + (node.getStartMark().getLine() + 1);
    return usage("%s: %s%s", place, path.isEmpty() ? "" : path + ": ", format.formatted(arguments));
  }

  /** What the supplier makes of this value; what it refuses is said with file and line. */
  <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw error("%s", e.getMessage());
    }
  }

  boolean isNothing() {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  /** As it stands in the file, before the environment is put in. */
  String written() {
    return scalar("text").getValue();
  }

  String text() {
    String written = written();
    return checked(() -> Expansion.expand(written, origin.environment()));
  }

  /** A text that may not stand in the file in the clear. */
  String secret(String advice) {
    if (!Expansion.isReference(written())) {
      throw error("a secret must not stand in this file; %s", advice);
    }
    return text();
  }

  boolean flag() {
    scalar("true or false");
    return switch (text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw error("expected true or false, found another word");
    };
  }

  double number() {
    scalar("a number");
    try {
      double number = Double.parseDouble(text());
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw error("expected a number, found text");
    }
    throw error("expected a number, found one that is not finite");
  }

  /** The constant whose name, in lower case, this is. */
  <E extends Enum<E>> E choice(Class<E> type) {
    Map<String, E> choices = Arrays.stream(type.getEnumConstants()).collect(
        Collectors.toMap(constant -> constant.name().toLowerCase(Locale.ROOT), constant -> constant, (a, b) -> a, LinkedHashMap::new));
    String word = text();
    E choice = choices.get(word);
    if (choice == null) {
      throw error("expected one of %s%s", String.join(", ", choices.keySet()),
          Nearest.to(word, choices.keySet()).map("; did you mean %s?"::formatted).orElse(""));
    }
    return choice;
  }

  List<String> texts() {
    return items().stream().map(YamlValue::text).toList();
  }

  List<YamlValue> items() {
    if (!(node instanceof SequenceNode sequence)) {
      throw expected("a list");
    }
    return sequence.getValue().stream().map(item -> new YamlValue(origin, path, item)).toList();
  }

  YamlMapping mapping() {
    if (!(node instanceof MappingNode mapping)) {
      throw expected("a mapping of keys to values");
    }
    Map<String, YamlValue> values = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      YamlValue key = new YamlValue(origin, path, tuple.getKeyNode());
      String name = key.scalar("text as key").getValue();
      YamlValue value = new YamlValue(origin, path.isEmpty() ? name : path + "." + name, tuple.getValueNode());
      if (values.put(name, value) != null) {
        throw key.error("key %s is given twice", name);
      }
    }
    return new YamlMapping(this, values);
  }

  private ScalarNode scalar(String what) {
    if (node instanceof ScalarNode scalar && !isNothing()) {
      return scalar;
    }
    throw expected(what);
  }

  private MillraceException expected(String what) {
    String found = isNothing() ? "nothing" : switch (node.getNodeId()) {
      case mapping -> "a mapping";
      case sequence -> "a list";
      default -> "text";
    };
    return error("expected %s, found %s", what, found);
  }
}
