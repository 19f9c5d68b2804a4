package dev.millrace.jobs.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.decision.Decision;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.Outcome.Decided;
import dev.millrace.decision.Outcome.Rejected;
import dev.millrace.decision.Outcome.Unchanged;
import dev.millrace.decision.RejectionReason;
import dev.millrace.decision.ScoredLabel;
import dev.millrace.decision.Status;
import dev.millrace.document.Document;
import dev.millrace.document.DocumentHeader;
import dev.millrace.document.Part;
import dev.millrace.jobs.classify.DocumentStream.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final Document DOCUMENT = new Document("s", "1", List.of(Part.plain("body", "x")), null, Map.of(), false);

  @Test
  void countsStatusesGoldAndRejections() {
    Tally tally = new Tally(List.of("category", "urgency"));
    Window window = new Window(List.of(DOCUMENT, DOCUMENT, DOCUMENT, DOCUMENT, DOCUMENT),
        List.of(gold("refund", "low"), gold("refund", null), gold(" ", "high"), gold("refund", "low"), gold("refund", "low")),
        List.of(new Rejected("k", null, RejectionReason.NO_ID, null), new Rejected("l", null, RejectionReason.NO_ID, null)));
    tally.count(window, List.of(
        decided("refund", Status.ACCEPTED), decided("delivery", Status.ABSTAINED), decided("refund", Status.ACCEPTED),
        new Unchanged(DOCUMENT.header()), new Rejected("1", "1", RejectionReason.EMPTY_TEXT, null)));
    assertThat(tally.counters()).containsExactlyInAnyOrderEntriesOf(Map.of(
        "accepted.category", 2L, "abstained.category", 1L, "accepted.urgency", 3L,
        "gold.category", 2L, "correct.category", 1L, "gold.urgency", 2L, "correct.urgency", 1L,
        "rejected.no_id", 2L, "rejected.empty_text", 1L));
  }

  @Test
  void anAbstainedDecisionCountsByItsTopLabel() {
    Tally tally = new Tally(List.of("category"));
    tally.count(new Window(List.of(DOCUMENT), List.of(gold("refund")), List.of()), List.of(decided("refund", Status.ABSTAINED)));
    assertThat(tally.counters()).containsEntry("correct.category", 1L).containsEntry("abstained.category", 1L);
  }

  private static List<String> gold(String... labels) {
    return Arrays.asList(labels);
  }

  /** Urgency is always low. */
  private static Decided decided(String category, Status status) {
    DocumentHeader header = DOCUMENT.header();
    return new Decided(header, List.of(
        new Decision("category", List.of(new ScoredLabel(category, 0.9f)), status, 0.5, 1),
        new Decision("urgency", List.of(new ScoredLabel("low", 0.9f)), Status.ACCEPTED, null, 1)), List.of(), new Outcome.Cost(3, 1, false, false));
  }
}
