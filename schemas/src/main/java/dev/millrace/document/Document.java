package dev.millrace.document;

import static dev.millrace.failure.Require.require;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One input item, identified by (source, id).
 *
 * @param time when the document was written or changed, null if the pipeline maps none
 * @param attributes columns carried along for segments of reports; no part of the content hash
 * @param repaired true if NUL, lone surrogates or undecodable bytes became U+FFFD
 */
public record Document(
    String source, String id, List<Part> parts, Instant time, Map<String, String> attributes, boolean repaired) {
  public Document {
    require(!source.isBlank(), "source must not be blank");
    require(!id.isBlank(), "id must not be blank");
    parts = List.copyOf(parts);
    attributes = Map.copyOf(attributes);
  }

  /** True if no part holds anything but white space: nothing to decide on. */
  public boolean isBlank() {
    return parts.stream().allMatch(part -> part.text().isBlank());
  }

  /** What remains of the document once its text has been read. */
  public DocumentHeader header() {
    return new DocumentHeader(source, id, ContentHash.of(parts), time, attributes, repaired);
  }
}
