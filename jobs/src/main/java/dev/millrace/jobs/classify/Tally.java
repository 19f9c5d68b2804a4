package dev.millrace.jobs.classify;

import dev.millrace.decision.Decision;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.Outcome.Decided;
import dev.millrace.decision.Outcome.Rejected;
import dev.millrace.jobs.classify.DocumentStream.Window;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts a slice's decisions by task and status, agreement with gold labels, and rejections by reason. Not thread-safe. */
final class Tally {
  private final List<String> goldTasks;
  private final Map<String, Long> counters = new TreeMap<>();

  Tally(List<String> goldTasks) {
    this.goldTasks = goldTasks;
  }

  void count(Window window, List<Outcome> outcomes) {
    window.rejected().forEach(this::count);
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof Rejected rejected) {
        count(rejected);
      } else if (outcomes.get(i) instanceof Decided decided) {
        for (Decision decision : decided.decisions()) {
          add(decision.status().label() + "." + decision.task());
          compare(decision, window.gold().get(i));
        }
      }
    }
  }

  private void count(Rejected rejected) {
    add("rejected." + rejected.reason().label());
  }

  /** Abstained decisions count by their top label; documents without gold do not count. */
  private void compare(Decision decision, List<String> gold) {
    int place = goldTasks.indexOf(decision.task());
    String expected = place < 0 ? null : gold.get(place);
    if (expected != null && !expected.isBlank()) {
      add("gold." + decision.task());
      if (expected.equals(decision.label())) {
        add("correct." + decision.task());
      }
    }
  }

  private void add(String counter) {
    counters.merge(counter, 1L, Long::sum);
  }

  Map<String, Long> counters() {
    return counters;
  }
}
