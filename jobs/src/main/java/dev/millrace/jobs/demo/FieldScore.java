package dev.millrace.jobs.demo;

import dev.millrace.decision.Span;
import dev.millrace.extract.FieldRule;
import dev.millrace.extract.Mask;
import dev.millrace.extract.Store;
import dev.millrace.jobs.demo.StoredAnswers.Found;
import dev.millrace.jobs.demo.Ticket.GoldField;
import java.util.ArrayList;
import java.util.List;

/**
 * How the stored fields of one name agree with the marks of people. Right is the same place and exactly the same value; a
 * value that is stored masked is compared with the mask of the true one.
 */
record FieldScore(String field, int gold, int found, int right) {

  static List<FieldScore> of(List<FieldRule> rules, StoredAnswers stored, List<Ticket> tickets) {
    List<FieldScore> scores = new ArrayList<>();
    for (FieldRule rule : rules) {
      int gold = 0;
      int found = 0;
      int right = 0;
      for (Ticket ticket : tickets) {
        List<Found> marked = ticket.fields().stream().filter(field -> field.field().equals(rule.name())).map(field -> expected(field, rule)).toList();
        List<Found> there = stored.found(ticket).stream().filter(field -> field.field().equals(rule.name())).toList();
        gold += marked.size();
        found += there.size();
        right += (int) there.stream().filter(marked::contains).count();
      }
      scores.add(new FieldScore(rule.name(), gold, found, right));
    }
    return scores;
  }

  /** All fields together. */
  static FieldScore total(List<FieldScore> scores) {
    return new FieldScore("all", scores.stream().mapToInt(FieldScore::gold).sum(),
        scores.stream().mapToInt(FieldScore::found).sum(), scores.stream().mapToInt(FieldScore::right).sum());
  }

  private static Found expected(GoldField field, FieldRule rule) {
    String value = rule.store() == Store.MASKED ? Mask.of(rule.type(), field.value()) : field.value();
    return new Found(field.field(), new Span(field.part(), field.start(), field.end()), value);
  }

  /** Of what people marked, the share that is stored. */
  double recall() {
    return gold == 0 ? 1 : (double) right / gold;
  }

  /** Of what is stored, the share that people marked. */
  double precision() {
    return found == 0 ? 1 : (double) right / found;
  }
}
