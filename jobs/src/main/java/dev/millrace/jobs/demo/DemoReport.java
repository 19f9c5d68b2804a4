package dev.millrace.jobs.demo;

import dev.millrace.cli.Prose;
import dev.millrace.cli.Table;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.jobs.demo.NextCommands.Next;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the demo tells its reader, in order. */
record DemoReport(PrintWriter out, int columns) {

  void introduce(List<Ticket> training, List<Ticket> test, Path home) {
    say("%d support tickets about a wall box, each written and labelled by hand, go through the nightly job: ".formatted(test.size())
        + "Spark reads them, a language model in Spark's own process labels them, patterns find their fields, and PostgreSQL keeps the answers. "
        + "The model was fitted to %d tickets about other products, so that it cannot have learnt these by heart.".formatted(training.size()));
    out.println();
    say("Starting PostgreSQL and Spark below %s ...".formatted(DemoFiles.typed(home)));
  }

  void say(String line) {
    out.print(Prose.wrapped(line, columns));
    out.flush();
  }

  void run(JobResult result) {
    Map<String, Object> values = result.summary();
    title("Run " + result.runId());
    Table table = new Table("documents", "decided", "rejected", "fields", "tokens", "seconds", "documents/s");
    table.row(values.get("documents"), values.get("decided"), values.get("rejected"), values.get("fields"),
        number("%,d", values.get("tokens")), number("%.1f", values.get("seconds")), number("%.0f", values.get("documents_per_second")));
    out.print(table);
  }

  void tasks(List<TaskScore> scores) {
    title("Labels, against those that people gave");
    Table table = new Table("task", "accuracy", "keywords alone", "accepted", "accuracy of accepted");
    scores.forEach(score -> table.row(score.task(), number("%.3f", score.accuracy()), number("%.3f", score.baseline()),
        score.accepted(), number("%.3f", score.acceptedAccuracy())));
    out.print(table);
  }

  void fields(List<FieldScore> scores) {
    title("Fields, right only at the exact place with the exact value");
    Table table = new Table("field", "in the texts", "found", "right", "recall", "precision");
    List<FieldScore> rows = new ArrayList<>(scores);
    rows.add(FieldScore.total(scores));
    rows.forEach(score -> table.row(score.field(), score.gold(), score.found(), score.right(), number("%.3f", score.recall()), number("%.3f", score.precision())));
    out.print(table);
    say("The phones not found begin with 07700 900: numbers that exist in fiction only, which the check of phone numbers rightly refuses.");
  }

  void tickets(StoredAnswers stored, List<Ticket> tickets) {
    title("Ten tickets, one of each of ten categories, as the database has them");
    out.print(new TicketTable(stored, columns).of(tickets));
  }

  void finish(List<Next> commands, double seconds) {
    title("What to try next");
    out.println(NextCommands.shown(commands, columns));
    say(String.format(Locale.ROOT, "Done in %.0f s.", seconds));
  }

  private void title(String text) {
    out.printf("%n%s%n%n", text);
    out.flush();
  }

  private static String number(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }
}
