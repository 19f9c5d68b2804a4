package dev.millrace.jobs.init;

import dev.millrace.failure.MillraceException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What each column is taken as: as told on the command line, or else the likeliest.
 *
 * @param time null if there is none
 * @param label the column to fit a model to; null if there is none
 */
record Choice(ColumnProfile id, ColumnProfile time, List<ColumnProfile> texts, ColumnProfile label) {
  /** Columns as told; null where the likeliest is taken. */
  record Told(String id, String time, List<String> texts, String label) {}

  static Choice of(Preview preview, Candidates candidates, Told told) {
    List<ColumnProfile> columns = preview.profile().columns();
    ColumnProfile id = told.id() == null ? first(candidates.ids()) : find("--id", told.id(), columns);
    List<ColumnProfile> texts = new ArrayList<>();
    if (told.texts() == null) {
      candidates.texts().stream().filter(column -> !column.name().equals(told.label())).forEach(texts::add);
    } else {
      told.texts().forEach(name -> texts.add(find("--text", name, columns)));
    }
    ColumnProfile label = told.label() == null ? first(candidates.labels()) : find("--label", told.label(), columns);
    ColumnProfile time = told.time() == null ? first(candidates.times()) : find("--time", told.time(), columns);
    if (id == null) {
      throw MillraceException.data("No column of %s identifies a document: none is filled in each of %s and never the same. "
          + "Millrace needs one, to know a document again. Name it with --id, or number the rows of CSV: add --number COPY.csv to this command.", preview.file(), preview.rows());
    }
    if (texts.isEmpty()) {
      throw MillraceException.data("No column of %s looks like text: none holds three words or more that differ from row to row. Name it with --text.", preview.file());
    }
    return new Choice(id, time, texts, label);
  }

  private static ColumnProfile first(List<ColumnProfile> columns) {
    return columns.isEmpty() ? null : columns.get(0);
  }

  private static ColumnProfile find(String option, String name, List<ColumnProfile> columns) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst()
        .orElseThrow(() -> MillraceException.usage("%s names the column '%s', which is not there; there are: %s", option, name, Candidates.names(columns)));
  }

  /** Share of the rows that a job will reject: without id, text or a time that can be read. */
  double rejected(Profile profile) {
    BitSet good = id.filledRows();
    BitSet withText = new BitSet();
    texts.forEach(column -> withText.or(column.filledRows()));
    good.and(withText);
    double badTimes = time == null ? 0 : (1 - time.times().rate()) * time.filled();
    double bad = profile.rows() - good.cardinality() + badTimes + profile.malformed();
    return Math.min(1, bad / (profile.rows() + profile.malformed()));
  }
}
