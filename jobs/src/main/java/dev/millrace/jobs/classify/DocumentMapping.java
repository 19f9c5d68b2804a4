package dev.millrace.jobs.classify;

import dev.millrace.decision.RejectionReason;
import dev.millrace.document.Document;
import dev.millrace.document.Part;
import dev.millrace.jobs.source.DocumentTimes;
import dev.millrace.jobs.source.SourceRow;
import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.TextColumn;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes documents of rows, as the pipeline file's {@code input:} says. Not thread-safe. */
public final class DocumentMapping {
  /** What a row turned out to be: a document with its gold labels, the reason why it is none, or nothing that was asked for. */
  public sealed interface Mapped {
    record Good(Document document, List<String> gold) implements Mapped {}

    record Bad(RejectionReason reason, String detail) implements Mapped {}

    /** Not among the documents that are to be read: neither decided nor rejected nor counted. */
    record Passed() implements Mapped {}
  }

  private final InputSpec input;
  private final Instant notBefore;
  private final DocumentTimes times;

  public DocumentMapping(InputSpec input) {
    this(input, null);
  }

  /** @param notBefore older rows are passed over; null for none. Rows without a time have no age. */
  public DocumentMapping(InputSpec input, Instant notBefore) {
    this.input = input;
    this.notBefore = notBefore;
    this.times = new DocumentTimes(input.timeFormat());
  }

  public Mapped map(SourceRow row) {
    if (row.fault() != null) {
      return new Mapped.Bad(row.isUnreadable() ? RejectionReason.UNREADABLE : RejectionReason.MALFORMED, row.fault());
    }
    if (row.id() == null) {
      return new Mapped.Bad(RejectionReason.NO_ID, null);
    }
    Instant time = null;
    if (row.time() != null) {
      try {
        time = times.parse(row.time());
      } catch (DateTimeException e) {
        return new Mapped.Bad(RejectionReason.BAD_TIME, "column %s is not a time in the format %s".formatted(
            input.time(), input.timeFormat() == null ? "ISO 8601" : input.timeFormat()));
      }
    }
    if (time != null && notBefore != null && time.isBefore(notBefore)) {
      return new Mapped.Passed();
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < input.text().size(); i++) {
      TextColumn column = input.text().get(i);
      parts.add(Part.plain(column.part(), row.texts().get(i)));
    }
    Map<String, String> attributes = new HashMap<>();
    for (int i = 0; i < input.attributes().size(); i++) {
      if (row.attributes().get(i) != null) {
        attributes.put(input.attributes().get(i), row.attributes().get(i));
      }
    }
    return new Mapped.Good(new Document(input.source(), row.id(), parts, time, attributes, row.repaired()), row.gold());
  }
}
