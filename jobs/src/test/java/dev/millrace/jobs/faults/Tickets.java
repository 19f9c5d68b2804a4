package dev.millrace.jobs.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Invented tickets as JSON lines: distinct texts of a few dozen words, each with an order and one or two amounts. */
public final class Tickets {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] WORDS = ("the my your order parcel account invoice payment card refund late broken twice never again please help quickly "
      + "driver left box door phone app screen login password reset mail locked update cancel subscription before next month charged wrong "
      + "address street size colour missing package tracking page changed days open close thanks problem solved").split(" ");

  private final List<String> lines = new ArrayList<>();

  public record Ticket(String id, String subject, String body, Instant time, String product) {
    public Ticket withBody(String other) {
      return new Ticket(id, subject, other, time, product);
    }

    public Ticket at(Instant other) {
      return new Ticket(id, subject, body, other, product);
    }
  }

  /** Tickets {@code from} to {@code to}, without the latter; the same number is always the same ticket. */
  public static Tickets of(int from, int to) {
    return of(from, to, UnaryOperator.identity());
  }

  public static Tickets of(int from, int to, UnaryOperator<Ticket> change) {
    Tickets tickets = new Tickets();
    for (int i = from; i < to; i++) {
      tickets.add(change.apply(ticket(i)));
    }
    return tickets;
  }

  public static Ticket ticket(int number) {
    Random random = new Random(number);
    StringBuilder body = new StringBuilder("About ORD-%08d: ".formatted(10_000_000 + number));
    int words = 20 + random.nextInt(60);
    for (int i = 0; i < words; i++) {
      body.append(WORDS[random.nextInt(WORDS.length)]).append(i % 9 == 8 ? ". " : " ");
    }
    body.append("It was $%d.%02d".formatted(1 + random.nextInt(900), random.nextInt(100)));
    if (number % 3 == 0) {
      body.append(" and then £%d.00".formatted(1 + random.nextInt(90)));
    }
    return new Ticket("T-%06d".formatted(number), WORDS[random.nextInt(WORDS.length)] + " " + number, body.toString(),
        Instant.parse("2026-03-01T00:00:00Z").plusSeconds(number * 60L), number % 2 == 0 ? "lamp" : "kettle");
  }

  public Tickets add(Ticket ticket) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("id", ticket.id());
    columns.put("subject", ticket.subject());
    columns.put("body", ticket.body());
    columns.put("created_at", ticket.time().toString());
    columns.put("product", ticket.product());
    try {
      return line(JSON.writeValueAsString(columns));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A line as it is, be it JSON or not. */
  public Tickets line(String line) {
    lines.add(line);
    return this;
  }

  /** One row for each reason to reject it, all telling the same text. */
  public Tickets withRejected(String text) {
    Ticket twice = ticket(3).withBody(text);
    return add(twice.at(twice.time().minusSeconds(1)))
        .line("{\"id\": \"\", \"subject\": \"no id\", \"body\": \"%s\"}".formatted(text))
        .line("{\"id\": \"T-blank\", \"subject\": \" \", \"body\": \"\"}")
        .line("{\"id\": \"T-time\", \"subject\": \"when\", \"body\": \"%s\", \"created_at\": \"yesterday\"}".formatted(text))
        .line("{\"id\": \"T-broken\", \"subject\": \"half a line\", \"body\": \"" + text);
  }

  public Path write(Path file) {
    try {
      return Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
