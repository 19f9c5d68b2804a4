package dev.millrace.jobs.classify;

import dev.millrace.decision.Outcome;
import dev.millrace.decision.Outcome.Rejected;
import dev.millrace.decision.Outcome.Unchanged;
import dev.millrace.decision.RejectionReason;
import dev.millrace.document.Document;
import dev.millrace.document.DocumentHeader;
import dev.millrace.jobs.classify.DocumentStream.Window;
import dev.millrace.pipeline.Meter;
import dev.millrace.pipeline.Prepared;
import dev.millrace.pipeline.Work;
import dev.millrace.write.Stored;
import dev.millrace.write.StoredDocuments;
import dev.millrace.write.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is done with a window of documents: find out what is due, and do it. */
final class WindowWork {
  private final SlicePlan plan;
  private final ExecutorState.Shared shared;
  private final WriteMode mode;
  private final Meter meter;

  WindowWork(SlicePlan plan, ExecutorState.Shared shared, WriteMode mode, Meter meter) {
    this.plan = plan;
    this.shared = shared;
    this.mode = mode;
    this.meter = meter;
  }

  /**
   * A window on its way to the model.
   *
   * @param settled outcomes of documents for which nothing is due, null for the others
   */
  record Ready(Outcome[] settled, Prepared prepared) {}

  Ready prepare(Window window) {
    List<Document> documents = window.documents();
    Map<String, Stored> stored = stored(documents);
    Outcome[] settled = new Outcome[documents.size()];
    List<Work> due = new ArrayList<>();
    for (int i = 0; i < settled.length; i++) {
      Document document = documents.get(i);
      Stored known = stored.get(document.id());
      settled[i] = known == null || document.isBlank() ? null : settle(document.header(), known);
      if (settled[i] == null) {
        due.add(new Work(document, known == null || plan.recompute() || !known.decided() || !isSame(document.header(), known)));
      }
    }
    return new Ready(settled, shared.pipeline().prepare(due, meter));
  }

  private Map<String, Stored> stored(List<Document> documents) {
    if (mode == WriteMode.DIRECT) {
      return Map.of();
    }
    try (Connection connection = shared.database().connection()) {
      return StoredDocuments.lookup(connection, plan.run(), documents.stream().map(Document::id).toList());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Null if the document is to be worked on. */
  private Outcome settle(DocumentHeader document, Stored known) {
    if (isSame(document, known)) {
      if (plan.recompute() || !known.decided() || !known.extracted()) {
        return null;
      }
      meter.unchanged();
      return new Unchanged(document);
    }
    if (document.time() != null && known.time() != null && document.time().isBefore(known.time())) {
      meter.rejected();
      return new Rejected(document.id(), document.id(), RejectionReason.OLDER_VERSION, null);
    }
    return null;
  }

  private static boolean isSame(DocumentHeader document, Stored known) {
    return document.contentHash().equals(known.contentHash());
  }

  /** All outcomes, in the order of the window's documents. */
  List<Outcome> decide(Ready ready) {
    List<Outcome> worked = shared.pipeline().decide(ready.prepared(), meter);
    List<Outcome> outcomes = new ArrayList<>(ready.settled().length);
    int next = 0;
    for (Outcome settled : ready.settled()) {
      outcomes.add(settled != null ? settled : worked.get(next++));
    }
    return outcomes;
  }
}
