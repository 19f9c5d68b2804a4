package dev.millrace.jobs.source.csv;

import static dev.millrace.fuzz.FuzzTarget.holds;

import dev.millrace.fuzz.FuzzTarget;
import dev.millrace.jobs.source.bytes.Utf8Stream;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Of any bytes it is found out how they are encoded and divided, twice the same, and no more records are read than there are lines. */
public final class CsvTarget implements FuzzTarget {
  @Override
  public void check(byte[] input) throws IOException {
    CsvDialect dialect = CsvDialect.detect(input, null, null);
    holds(dialect.equals(CsvDialect.detect(input, null, null)), "detected twice the same");
    int records = 0;
    try (CsvRecords read = new CsvRecords(Utf8Stream.of(new ByteArrayInputStream(input), dialect.encoding()), dialect.syntax())) {
      while (read.next()) {
        records++;
        for (int i = 0; read.fault() == null && i < read.cells(); i++) {
          holds(read.cell(i) == null || read.cell(i).text().length() <= input.length, "a cell is no longer than its file");
        }
      }
    }
    holds(records <= input.length + 1, "a record has a byte at least");
  }
}
