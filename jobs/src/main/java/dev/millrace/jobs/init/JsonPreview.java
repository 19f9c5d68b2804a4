package dev.millrace.jobs.init;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.bytes.FilePart;
import dev.millrace.jobs.source.bytes.InputBytes;
import dev.millrace.jobs.source.bytes.Lines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;

/** The rows of JSON lines; nested objects are columns with dots in their names. */
final class JsonPreview {
  private static final ObjectMapper JSON = JsonMapper.builder().enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).build();
  private static final int DEEPEST = 8;
  private static final int MOST_COLUMNS = 1_000;

  private JsonPreview() {}

  /** Returns true if all rows were read. */
  static boolean read(FileStatus file, InputBytes bytes, Profile profile) throws IOException {
    try (Lines lines = Lines.open(bytes, new FilePart(file.getPath().toString(), 0, file.getLen()))) {
      while (!profile.isFull()) {
        byte[] line = lines.next();
        if (line == null) {
          return true;
        }
        String text = new String(line, StandardCharsets.UTF_8);
        add(text.startsWith("\uFEFF") ? text.substring(1) : text, lines.isTooLong(), profile);
      }
      return false;
    }
  }

  private static void add(String line, boolean cut, Profile profile) {
    if (line.isBlank()) {
      return;
    }
    if (profile.rows() == 0 && line.stripLeading().startsWith("[")) {
      throw MillraceException.data("The file is one JSON array; expected JSON lines, one object a line. Convert it: jq -c '.[]' FILE > LINES.jsonl");
    }
    if (cut) {
      profile.addMalformed();
      return;
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
