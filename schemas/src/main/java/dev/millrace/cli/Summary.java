package dev.millrace.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a command did, as one flat JSON object: {@code --summary FILE}. Holds counts and names, never text of documents. Not thread-safe. */
public final class Summary {
  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Adds or replaces a value: a string, a boolean, a number or null. */
  public Summary put(String key, Object value) {
    if (!(value == null || value instanceof String || value instanceof Number || value instanceof Boolean)) {
      throw new IllegalArgumentException("A summary is flat; %s is a %s".formatted(key, value.getClass().getName()));
    }
    values.put(key, value);
    return this;
  }

  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  public String toJson() {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(values);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public void write(Path file) {
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      Files.writeString(file, toJson() + "\n");
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot write the summary to %s: %s", file, e.getMessage());
    }
  }
}
