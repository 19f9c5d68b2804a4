package dev.millrace.jobs.init;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.failure.MillraceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The rows of JSON lines; nested objects are columns with dots in their names. */
final class JsonPreview {
  private static final ObjectMapper JSON = JsonMapper.builder().enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).build();
  private static final int DEEPEST = 8;
  private static final int MOST_COLUMNS = 1_000;

  private JsonPreview() {}

  /** Returns true if all rows were read. */
  static boolean read(InputStream in, Profile profile) throws IOException {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      while (!profile.isFull()) {
        String line = lines.readLine();
        if (line == null) {
          return true;
        }
        add(line.startsWith("\uFEFF") ? line.substring(1) : line, profile);
      }
      return false;
    }
  }

  private static void add(String line, Profile profile) {
    if (line.isBlank()) {
      return;
    }
    if (profile.rows() == 0 && line.stripLeading().startsWith("[")) {
      throw MillraceException.data("The file is one JSON array; expected JSON lines, one object a line. Convert it: jq -c '.[]' FILE > LINES.jsonl");
    }
    try {
      JsonNode node = JSON.readTree(line);
      if (node != null && node.isObject()) {
        Map<String, String> row = new LinkedHashMap<>();
        flatten("", node, row, 0);
        profile.add(row);
        return;
      }
    } catch (JsonProcessingException e) {
      // Counted below; the message would quote the line.
    }
    profile.addMalformed();
  }

  private static void flatten(String path, JsonNode object, Map<String, String> row, int depth) {
    object.fields().forEachRemaining(field -> {
      String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
      JsonNode value = field.getValue();
      if (value.isObject() && depth < DEEPEST) {
        flatten(name, value, row, depth + 1);
      } else if (row.size() < MOST_COLUMNS && !name.isBlank()) {
        row.put(name, value.isNull() ? null : value.isValueNode() ? value.asText() : value.toString());
      }
    });
  }
}
