package dev.millrace.jobs.source.csv;

import dev.millrace.jobs.source.bytes.FileSample;
import dev.millrace.jobs.source.bytes.Utf8Stream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The names of a CSV file's columns. */
public final class CsvHeader {
  private CsvHeader() {}

  /** Of a sample; null if it holds no record, or the first one does not end in it. */
  public static List<String> of(FileSample sample, CsvDialect dialect, boolean named) throws IOException {
    InputStream in = Utf8Stream.of(new ByteArrayInputStream(sample.head()), dialect.encoding());
    try (CsvRecords records = new CsvRecords(in, dialect.syntax())) {
      boolean known = records.next() && records.fault() == null && (sample.whole() || !records.isCut());
      return known ? names(records, named) : null;
    }
  }

  /** Of the record that was just read. */
  public static List<String> names(CsvRecords first, boolean named) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < Math.min(first.cells(), CsvRecords.MOST_CELLS); i++) {
      // Spark's names for columns without any.
      names.add(named && first.cell(i) != null ? first.cell(i).text() : "_c" + i);
    }
    return names;
  }
}
