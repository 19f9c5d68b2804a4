package dev.millrace.jobs.init;

import dev.millrace.cli.Checklist;
import dev.millrace.cli.Finding;
import dev.millrace.cli.Prose;
import dev.millrace.cli.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What init found out, for people: columns and what they are taken as, with the reasons. Of the values only labels are shown. */
final class ColumnReport {
  private static final int NAME = 26;
  private static final int SHOWN_LABELS = 8;
  private static final int SHOWN_COLUMNS = 40;

  private final Preview preview;
  private final Candidates candidates;

  ColumnReport(Preview preview, Candidates candidates) {
    this.preview = preview;
    this.candidates = candidates;
  }

  String columns() {
    Table table = new Table("column", "filled", "different", "longest", "may be");
    List<ColumnProfile> all = preview.profile().columns();
    all.stream().limit(SHOWN_COLUMNS).forEach(column -> table.row(Prose.cut(column.shown(), NAME), percent((double) column.filled() / preview.profile().rows()),
        number(column.distinct()), number(column.longest()), mayBe(column)));
    return all.size() <= SHOWN_COLUMNS ? table.toString() : table + "and %d more columns%n".formatted(all.size() - SHOWN_COLUMNS);
  }

  private String mayBe(ColumnProfile column) {
    List<String> roles = new ArrayList<>();
    if (candidates.ids().contains(column)) {
      roles.add("id");
    }
    if (candidates.times().contains(column)) {
      roles.add("time");
    }
    if (candidates.texts().contains(column)) {
      roles.add("text");
    }
    if (candidates.labels().contains(column)) {
      roles.add("label");
    }
    return String.join(", ", roles);
  }

  /** Each choice with its reason. */
  String choices(Choice choice, int width) {
    List<Finding> lines = new ArrayList<>();
    lines.add(Finding.ok("id", "%s: %s".formatted(choice.id().shown(), idReason(choice.id()))));
    for (ColumnProfile text : choice.texts()) {
      lines.add(Finding.ok("text", "%s: %s words on average, %s characters at most".formatted(text.shown(), decimal(text.meanWords()), number(text.longest()))));
    }
    lines.add(choice.time() == null ? Finding.skipped("time", "no column is a time; the latest run decides which version of a document holds")
        : timeLine(choice.time()));
    lines.add(choice.label() == null ? Finding.skipped("label", "no column has few different values, each of several documents")
        : Finding.ok("label", "%s%s".formatted(labelReason(choice.label()), others(choice.label()))));
    double rejected = choice.rejected(preview.profile());
    if (rejected > 0) {
      lines.add(Finding.warning("rejected", "%s of the rows have no id, no text or no readable time".formatted(percent(rejected)),
          rejected > 0.05 ? "They will be counted and rejected; more than 5 % end a run with exit code 4 unless --max-rejected allows it." : "They will be counted and rejected."));
    }
    return Checklist.lines(lines, width);
  }

  String idReason(ColumnProfile id) {
    return id.filled() == preview.profile().rows() && id.distinct() == id.filled()
        ? "filled in each of %s, never the same".formatted(preview.rows())
        : "filled in %s of %s, %s different ones".formatted(percent((double) id.filled() / preview.profile().rows()), preview.rows(), number(id.distinct()));
  }

  private static Finding timeLine(ColumnProfile time) {
    String found = "%s: %s are times in the format %s".formatted(time.shown(), percent(time.times().rate()), time.times().best());
    String rival = time.times().rival();
    return rival == null ? Finding.ok("time", found)
        : Finding.warning("time", found, "It might as well be %s, no value tells: correct time_format if so.".formatted(rival));
  }

  static String labelReason(ColumnProfile label) {
    Map<String, Integer> labels = label.labels();
    if (labels == null) {
      return "%s: more than %d different values".formatted(label.shown(), ColumnProfile.MOST_LABELS);
    }
    int least = labels.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    int most = labels.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    return "%s: %d different values, of %s to %s documents each".formatted(label.shown(), labels.size(), number(least), number(most));
  }

  private String others(ColumnProfile chosen) {
    List<ColumnProfile> others = candidates.labels().stream().filter(column -> column != chosen).toList();
    return others.isEmpty() ? "" : "; --label takes another: " + Candidates.names(others);
  }

  /** The most frequent labels of a column. */
  static String labels(ColumnProfile label) {
    Table table = new Table("label", "documents");
    Map<String, Integer> labels = label.labels();
    labels.entrySet().stream().limit(SHOWN_LABELS).forEach(entry -> table.row(entry.getKey(), number(entry.getValue())));
    return labels.size() <= SHOWN_LABELS ? table.toString() : table + "and %d more labels%n".formatted(labels.size() - SHOWN_LABELS);
  }

  static String percent(double share) {
    // Rounded down: 100 % is every one.
    return "%d %%".formatted((int) Math.floor(100 * share));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
