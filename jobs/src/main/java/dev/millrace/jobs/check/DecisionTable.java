package dev.millrace.jobs.check;

import dev.millrace.cli.Prose;
import dev.millrace.cli.Table;
import dev.millrace.decision.Decision;
import dev.millrace.decision.ExtractedField;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.Outcome.Decided;
import dev.millrace.decision.Outcome.Rejected;
import dev.millrace.decision.Status;
import dev.millrace.document.Document;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came of the documents of a check. */
final class DecisionTable {
  private static final int EXCERPT = 30;
  private static final int NAME = 24;

  private DecisionTable() {}

  /** In a line: how many were decided, why the others were not, which fields were found. */
  static String describe(List<Outcome> outcomes) {
    List<Decided> decided = decided(outcomes);
    Map<String, Long> rejected = outcomes.stream().filter(Rejected.class::isInstance).map(Rejected.class::cast)
        .collect(Collectors.groupingBy(outcome -> outcome.reason().label(), TreeMap::new, Collectors.counting()));
    Map<String, Long> fields = decided.stream().flatMap(outcome -> outcome.fields().stream())
        .collect(Collectors.groupingBy(ExtractedField::name, TreeMap::new, Collectors.counting()));
    return "%d of %d decided%s%s".formatted(decided.size(), outcomes.size(), counts("; rejected: ", rejected), counts("; fields found: ", fields));
  }

  private static String counts(String title, Map<String, Long> counts) {
    return counts.isEmpty() ? "" : counts.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()).collect(Collectors.joining(", ", title, ""));
  }

  /** Labels by task; empty if there are none. */
  static String labels(List<Outcome> outcomes) {
    Map<String, Map<String, List<Decision>>> byTask = decided(outcomes).stream().flatMap(outcome -> outcome.decisions().stream())
        .collect(Collectors.groupingBy(Decision::task, TreeMap::new, Collectors.groupingBy(Decision::label, TreeMap::new, Collectors.toList())));
    Table table = new Table("task", "label", "documents", "accepted", "mean score");
    byTask.forEach((task, labels) -> labels.forEach((label, decisions) -> table.row(Prose.cut(task, NAME), Prose.cut(label, NAME), decisions.size(),
        decisions.stream().filter(decision -> decision.status() == Status.ACCEPTED).count(),
        String.format(Locale.ROOT, "%.3f", decisions.stream().mapToDouble(Decision::score).average().orElse(0)))));
    return byTask.isEmpty() ? "" : "\n" + table;
  }

  /** With the beginnings of the texts, which the reader asked for. */
  static String excerpts(List<Document> documents, List<Outcome> outcomes) {
    Table table = new Table("id", "text begins", "decided");
    for (int i = 0; i < outcomes.size(); i++) {
      String text = documents.get(i).parts().stream().map(part -> part.text()).collect(Collectors.joining(" "));
      String outcome = outcomes.get(i) instanceof Decided decided
          ? decided.decisions().stream().map(Decision::label).collect(Collectors.joining(", "))
          : ((Rejected) outcomes.get(i)).reason().label();
      table.row(Prose.cut(documents.get(i).id(), 16), Prose.cut(text, EXCERPT), Prose.cut(outcome, EXCERPT));
    }
    return "\n" + table;
  }

  private static List<Decided> decided(List<Outcome> outcomes) {
    return outcomes.stream().filter(Decided.class::isInstance).map(Decided.class::cast).toList();
  }
}
