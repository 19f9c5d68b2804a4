package dev.millrace.jobs.train;

import dev.millrace.cli.Prose;
import dev.millrace.cli.Table;
import dev.millrace.cli.Terminal;
import dev.millrace.fitting.CrossValidation;
import dev.millrace.fitting.Metrics;
import java.util.Comparator;
import java.util.Locale;

/** What cross-validation found, for people. */
final class TrainingReport {
  private static final int MOST_LABELS = 25;
  /** What the columns of figures take. */
  private static final int FIGURES = 32;

  private TrainingReport() {}

  static String of(String task, CrossValidation validation) {
    Metrics metrics = validation.metrics();
    StringBuilder text = new StringBuilder();
    text.append('\n').append(Prose.wrapped(String.format(Locale.ROOT, "Task %s: held-out accuracy %.3f, macro F1 %.3f, log-loss %.3f; temperature %.2f, calibration error %.3f; penalty C %s",
        task, metrics.accuracy(), metrics.macroF1(), metrics.logLoss(), validation.calibration().temperature(), validation.calibration().errorAfter(), plain(validation.chosenC())), Terminal.columns()));
    Table labels = new Table("label", "documents", "recall", "precision");
    metrics.labels().stream().sorted(Comparator.comparingInt(Metrics.Label::support).reversed()).limit(MOST_LABELS)
        .forEach(label -> labels.row(Prose.cut(label.label(), Terminal.columns() - FIGURES), label.support(), number(label.recall()), number(label.precision())));
    text.append(labels);
    if (metrics.labels().size() > MOST_LABELS) {
      text.append("and %d rarer labels; the manifest has all%n".formatted(metrics.labels().size() - MOST_LABELS));
    }
    if (!validation.scarce().isEmpty()) {
      text.append("%d labels have fewer documents than folds; their figures say little%n".formatted(validation.scarce().size()));
    }
    return text.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
