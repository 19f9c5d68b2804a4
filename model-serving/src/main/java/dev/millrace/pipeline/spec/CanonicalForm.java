package dev.millrace.pipeline.spec;

import dev.millrace.document.ContentHash;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;

/** Keys and values, each with its length in front, so that no two different specifications look the same. */
final class CanonicalForm {
  private final StringBuilder form = new StringBuilder();

  CanonicalForm add(String key, Object value) {
    String text = value == null ? "" : value.toString();
    form.append(key).append(value == null ? "-" : "=").append(text.length()).append(':').append(text).append('\n');
    return this;
  }

  CanonicalForm addAll(String key, Collection<?> values) {
    add(key, values.size());
    values.forEach(value -> add(key, value));
    return this;
  }

  /** As 64 hexadecimal digits. */
  String sha256() {
    return HexFormat.of().formatHex(ContentHash.sha256().digest(form.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
