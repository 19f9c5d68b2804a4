package dev.millrace.jobs.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.StringJoiner;

/**
 * A value in a JSON object by its path. {@code a.b} is first the key of that name, then {@code b} within {@code a}, or within
 * every object of the list {@code a}; lists of values are lines of text, as in typed formats.
 */
final class JsonPath {
  private JsonPath() {}

  /** A missing node if there is none. */
  static JsonNode at(JsonNode node, String path) {
    if (node.isArray()) {
      return ofEach(node, path);
    }
    JsonNode found = node.path(path);
    for (int dot = path.indexOf('.'); found.isMissingNode() && dot > 0; dot = path.indexOf('.', dot + 1)) {
      JsonNode outer = node.path(path.substring(0, dot));
      found = outer.isContainerNode() ? at(outer, path.substring(dot + 1)) : found;
    }
    return found;
  }

  private static JsonNode ofEach(JsonNode list, String path) {
    ArrayNode found = JsonNodeFactory.instance.arrayNode();
    for (JsonNode element : list) {
      JsonNode one = at(element, path);
      if (!one.isMissingNode()) {
        found.add(one);
      }
    }
    return found.isEmpty() && !list.isEmpty() ? MissingNode.getInstance() : found;
  }

  /** Null for nothing; JSON for what has names in it. */
  static String text(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isArray()) {
      return node.isValueNode() ? node.asText() : node.toString();
    }
    StringJoiner lines = new StringJoiner("\n");
    for (JsonNode element : node) {
      if (!element.isValueNode()) {
        return node.toString();
      }
      if (!element.isNull()) {
        lines.add(element.asText());
      }
    }
    return lines.toString();
  }
}
