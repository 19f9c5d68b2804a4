package dev.millrace.watch;

import dev.millrace.cli.Table;
import dev.millrace.watch.Explanation.Gold;
import dev.millrace.watch.Explanation.Rejection;
import dev.millrace.watch.Explanation.StoredDecision;
import dev.millrace.watch.Explanation.StoredField;
import java.util.Locale;
import java.util.stream.Collectors;

/** An explanation for the terminal. */
final class ExplainPage {
  private ExplainPage() {}

  static String of(Explanation explanation) {
    StringBuilder page = new StringBuilder("Document %s of source %s%n".formatted(Words.visible(explanation.id()), Words.visible(explanation.source())));
    if (explanation.document() != null) {
      document(page, explanation.document());
    }
    for (StoredDecision decision : explanation.decisions()) {
      page.append('\n').append(decision(decision));
    }
    for (Gold gold : explanation.gold()) {
      page.append("%n%s: %s, by hand%n".formatted(Words.visible(gold.task()), Words.visible(gold.label())));
      fact(page, "by", "%s, %s%s".formatted(Words.visible(gold.labelledBy()), Words.second(gold.labelledAt()), gold.reason() == null ? "" : ": " + Words.visible(gold.reason())));
    }
    fields(page, explanation);
    rejections(page, explanation);
    return page.toString();
  }

  private static void document(StringBuilder page, Explanation.StoredDocument document) {
    fact(page, "time", Words.second(document.documentTime()));
    fact(page, "content", "SHA-256 " + document.contentHash());
    if (document.attributes() != null) {
      fact(page, "attributes", Words.visible(document.attributes()));
    }
    fact(page, "run", run(document.runId()) + ", " + Words.second(document.updatedAt()));
  }

  private static String decision(StoredDecision decision) {
    StringBuilder page = new StringBuilder(String.format(Locale.ROOT, "%s: %s, score %.4f, %s%n",
        Words.visible(decision.task()), Words.visible(decision.label()), decision.score(), decision.status()));
    fact(page, "threshold", decision.threshold() == null ? "none: accepts every decision" : String.format(Locale.ROOT, "accepts from %.4f", decision.threshold()));
    fact(page, "top", decision.top().stream().map(top -> String.format(Locale.ROOT, "%s %.4f", Words.visible(top.label()), top.score())).collect(Collectors.joining(", ")));
    fact(page, "windows", Integer.toString(decision.windows()));
    fact(page, "by", "%s: bundle %s %s, version %s%s".formatted(Words.visible(decision.decidedBy()), Words.visible(decision.bundle()), decision.precision(),
        decision.modelVersion().substring(0, 12), decision.serves() ? "" : ", which no longer serves"));
    fact(page, "run", run(decision.runId()) + ", " + Words.second(decision.decidedAt()));
    if (!decision.ofPresentText()) {
      fact(page, "note", "about an earlier text of the document");
    }
    return page.toString();
  }

  private static String run(String runId) {
    return runId == null ? "unknown" : Words.visible(runId);
  }

  private static void fact(StringBuilder page, String name, String value) {
    page.append("  %-10s  %s%n".formatted(name, value));
  }

  private static void fields(StringBuilder page, Explanation explanation) {
    if (explanation.fields().isEmpty()) {
      return;
    }
    Table table = new Table("field", "number", "type", "value", "as found", "part", "from", "to", "by");
    for (StoredField field : explanation.fields()) {
      table.row(field.field(), field.occurrence(), field.type(), field.value(), field.raw(), field.part(), field.spanStart(), field.spanEnd(),
          field.validated() ? "rule" : String.format(Locale.ROOT, "model, %.4f", field.score()));
    }
    page.append("\nFields\n\n").append(table);
  }

  private static void rejections(StringBuilder page, Explanation explanation) {
    if (explanation.rejections().isEmpty()) {
      return;
    }
    Table table = new Table("rejected as", "when (UTC)", "run", "detail");
    for (Rejection rejection : explanation.rejections()) {
      table.row(rejection.reason(), Words.minute(rejection.rejectedAt()), run(rejection.runId()), rejection.detail());
    }
    page.append("\nRejections\n\n").append(table);
  }
}
