package dev.millrace.jobs.demo;

import dev.millrace.cli.Prose;
import dev.millrace.cli.Table;
import dev.millrace.jobs.demo.StoredAnswers.Answer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Some tickets with their stored decisions, and below each its stored fields, as wide as the terminal. */
record TicketTable(StoredAnswers stored, int columns) {
  private static final String ROW = "%-8s  %-20s  %5s  %-9s  %-7s  %s%n";
  /** Characters before the subject, and before what stands in a ticket's further lines. */
  private static final int BEFORE_SUBJECT = 59;
  private static final int BEFORE_CATEGORY = 10;
  private static final int MOST_FIELDS = 4;

  /** The first ticket with fields of each category, so that the choice does not know what the model said. */
  static List<Ticket> choose(List<Ticket> tickets, int count) {
    Set<String> shown = new LinkedHashSet<>();
    List<Ticket> chosen = new ArrayList<>();
    for (Ticket ticket : tickets) {
      boolean showable = !ticket.subject().isBlank() && ticket.language().equals("en") && !ticket.fields().isEmpty() && ticket.fields().size() <= MOST_FIELDS;
      if (showable && chosen.size() < count && shown.add(ticket.category())) {
        chosen.add(ticket);
      }
    }
    return chosen;
  }

  String of(List<Ticket> tickets) {
    StringBuilder text = new StringBuilder();
    text.append(row("ticket", "category", "score", "status", "urgency", "subject"));
    text.append(row("─".repeat(8), "─".repeat(20), "─".repeat(5), "─".repeat(9), "─".repeat(7), "─".repeat(Math.max(7, columns - BEFORE_SUBJECT))));
    tickets.forEach(ticket -> append(text, ticket));
    return text.toString();
  }

  private void append(StringBuilder text, Ticket ticket) {
    Answer category = stored.answer(ticket, "category");
    Answer urgency = stored.answer(ticket, "urgency");
    text.append(row(ticket.id(), category.label(), String.format(Locale.ROOT, "%.3f", category.score()), category.status(), urgency.label(),
        Prose.cut(Table.printable(ticket.subject()), Math.max(7, columns - BEFORE_SUBJECT))));
    String indent = " ".repeat(BEFORE_CATEGORY);
    String people = Ticket.TASKS.stream().filter(task -> !stored.answer(ticket, task).label().equals(ticket.gold(task)))
        .map(task -> task.equals("urgency") ? "urgency " + ticket.urgency() : ticket.gold(task)).collect(Collectors.joining(", "));
    if (!people.isEmpty()) {
      text.append(indent).append("≠ a person said ").append(people).append('\n');
    }
    List<String> fields = stored.found(ticket).stream().map(field -> Table.printable(field.field() + " " + field.value())).toList();
    if (!fields.isEmpty()) {
      text.append(Prose.joined(fields, " · ", columns, indent));
    }
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, ROW, cells).replaceAll(" +\n", "\n");
  }
}
