package dev.millrace.jobs.source;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An input that was found and looked at.
 *
 * @param format as it was given or found out
 * @param fingerprint another one means that the input, or what is wanted of it, may have changed
 * @param bytes about as many as its text has
 * @param settings what was asked for, for the run row
 */
public record Input(Source source, String format, String fingerprint, long bytes, Map<String, Object> settings) {
  /** For the summary: {@code format}, and what was found out besides. */
  public Map<String, Object> described() {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("format", format);
    described.putAll(source.detected());
    return described;
  }

  /** For people: {@code Read as CSV, windows-1252, ';'.} */
  public String sentence() {
    StringBuilder sentence = new StringBuilder("Read as ").append(format.length() <= 4 ? format.toUpperCase(Locale.ROOT) : format);
    source.detected().forEach((name, value) -> sentence.append(", ").append(name.equals("delimiter") ? "'" + value + "'" : value));
    return sentence.append('.').toString();
  }
}
