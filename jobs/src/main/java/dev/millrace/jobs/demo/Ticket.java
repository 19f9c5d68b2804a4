package dev.millrace.jobs.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A demo ticket with what people say of it. The text is ours, so that it may be shown. */
record Ticket(
    @JsonProperty("ticket_id") String id, @JsonProperty("created_at") String createdAt, String product, String language,
    String subject, String body, String category, String urgency, List<GoldField> fields) {
  static final List<String> TASKS = List.of("category", "urgency");

  /**
   * A field that a person marked.
   *
   * @param start first code point of the named part
   * @param end one past the last
   * @param value normalised as the extractors do
   */
  record GoldField(String field, String part, int start, int end, String text, String value) {}

  Ticket {
    fields = List.copyOf(fields);
  }

  static List<Ticket> read(Path file) {
    try (MappingIterator<Ticket> tickets = new ObjectMapper().readerFor(Ticket.class).readValues(file.toFile())) {
      return List.copyOf(tickets.readAll());
    } catch (IOException e) {
      throw MillraceException.data("%s does not hold tickets any more; restore it from the repository", file);
    }
  }

  String gold(String task) {
    return switch (task) {
      case "category" -> category;
      case "urgency" -> urgency;
      default -> throw new IllegalArgumentException("Demo tickets have no labels for " + task);
    };
  }

  /** Both parts, as the model reads them. */
  String text() {
    return subject + "\n" + body;
  }
}
