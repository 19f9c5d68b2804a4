package dev.millrace.jobs.demo;

import dev.millrace.fitting.KeywordBaseline;
import dev.millrace.jobs.demo.StoredAnswers.Answer;
import java.util.List;
import java.util.TreeSet;

/**
 * How stored decisions on one task agree with people.
 *
 * @param accuracy over all tickets, abstained ones by their top label
 * @param baseline accuracy of a decision by words alone, fitted to the same training tickets
 * @param accepted number of decisions that the accept rule lets through
 * @param acceptedAccuracy accuracy of those; 0 if there are none
 */
record TaskScore(String task, double accuracy, double baseline, int accepted, double acceptedAccuracy) {

  static TaskScore of(String task, StoredAnswers stored, List<Ticket> training, List<Ticket> test) {
    int correct = 0;
    int accepted = 0;
    int acceptedCorrect = 0;
    for (Ticket ticket : test) {
      Answer answer = stored.answer(ticket, task);
      boolean right = answer.label().equals(ticket.gold(task));
      correct += right ? 1 : 0;
      accepted += answer.accepted() ? 1 : 0;
      acceptedCorrect += answer.accepted() && right ? 1 : 0;
    }
    return new TaskScore(task, (double) correct / test.size(), baseline(task, training, test), accepted,
        accepted == 0 ? 0 : (double) acceptedCorrect / accepted);
  }

  static double baseline(String task, List<Ticket> training, List<Ticket> test) {
    List<String> labels = List.copyOf(new TreeSet<>(training.stream().map(ticket -> ticket.gold(task)).toList()));
    return KeywordBaseline.fit(texts(training), gold(task, training, labels), labels.size())
        .accuracy(texts(test), gold(task, test, labels));
  }

  private static List<String> texts(List<Ticket> tickets) {
    return tickets.stream().map(Ticket::text).toList();
  }

  private static int[] gold(String task, List<Ticket> tickets, List<String> labels) {
    return tickets.stream().mapToInt(ticket -> labels.indexOf(ticket.gold(task))).toArray();
  }
}
