package dev.millrace.jobs.source.csv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The delimiter under which records have as many cells as the header; quoted ones do not count. Of equal ones, that with
 * more columns, then the earlier of {@link #CANDIDATES}.
 *
 * @param open true if no candidate divides the header: one column, or a delimiter that is none of the candidates
 * @param reason for people
 */
record DelimiterGuess(char delimiter, boolean open, String reason) {
  static final String CANDIDATES = ",;\t|";

  /** What a candidate makes of the sample. */
  private record Trial(char delimiter, int columns, int records, int even) {
    double share() {
      return records == 0 ? 1 : even / (double) records;
    }

    boolean isBetterThan(Trial other) {
      return other == null || share() > other.share() || share() == other.share() && columns > other.columns;
    }
  }

  /**
   * @param utf8 the beginning of the file
   * @param whole true if it is the file
   * @param like how the file is written, but for the delimiter
   */
  static DelimiterGuess of(byte[] utf8, boolean whole, CsvSyntax like) {
    Trial best = null;
    for (char candidate : CANDIDATES.toCharArray()) {
      if (candidate != like.quote() && candidate != like.escape() && candidate != like.comment()) {
        Trial trial = trial(utf8, whole, new CsvSyntax(candidate, like.quote(), like.escape(), like.comment()));
        best = trial.columns() > 1 && trial.isBetterThan(best) ? trial : best;
      }
    }
    return best == null
        ? new DelimiterGuess(',', true, "the first line has one column, whatever divides it")
        : new DelimiterGuess(best.delimiter(), false,
            "%d of %d records in the sample have as many cells as the header, %d".formatted(best.even(), best.records(), best.columns()));
  }

  private static Trial trial(byte[] utf8, boolean whole, CsvSyntax syntax) {
    CsvRecords records = new CsvRecords(new ByteArrayInputStream(utf8), syntax);
    try {
      int columns = records.next() ? records.cells() : 0;
      int count = 0;
      int even = 0;
      while (records.next() && (whole || !records.isCut())) {
        count++;
        even += records.cells() == columns ? 1 : 0;
      }
      return new Trial(syntax.delimiter(), columns, count, even);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
