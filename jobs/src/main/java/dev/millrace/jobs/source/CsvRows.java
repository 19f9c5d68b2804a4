package dev.millrace.jobs.source;

import dev.millrace.jobs.source.bytes.Decoded;
import dev.millrace.jobs.source.bytes.FilePart;
import dev.millrace.jobs.source.bytes.InputBytes;
import dev.millrace.jobs.source.bytes.Utf8Stream;
import dev.millrace.jobs.source.csv.CsvHeader;
import dev.millrace.jobs.source.csv.CsvRecords;
import dev.millrace.jobs.source.csv.CsvSyntax;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;

/** Rows of a CSV file; only mapped cells become text. */
final class CsvRows implements RowReader {
  private final String file;
  private final CsvRecords records;
  private final Columns columns;
  private final int width;
  private final int[] places;

  /**
   * Travels to the executors.
   *
   * @param header that every file has
   * @param places of the mapped columns in the header, in their flat order
   */
  record Opener(Columns columns, String encoding, CsvSyntax syntax, ArrayList<String> header, boolean named, int[] places) implements RowReader.Opener {
    @Override
    public RowReader open(InputBytes bytes, FilePart part) throws IOException {
      CsvRecords records = new CsvRecords(Utf8Stream.of(bytes.open(part.file()), Charset.forName(encoding)), syntax);
      // Looked at already by the driver; but what it could not read, or what changed since, must not be read by position.
      try {
        if (named && records.next() && !header.equals(CsvHeader.names(records, named))) {
          throw new IOException("it has another header than the other files");
        }
      } catch (IOException | RuntimeException e) {
        records.close();
        throw e;
      }
      return new CsvRows(FilePaths.readable(part.path()), records, columns, header.size(), places);
    }
  }

  private CsvRows(String file, CsvRecords records, Columns columns, int width, int[] places) {
    this.file = file;
    this.records = records;
    this.columns = columns;
    this.width = width;
    this.places = places;
  }

  @Override
  public SourceRow next() throws IOException {
    if (!records.next()) {
      return null;
    }
    if (records.fault() != null) {
      return columns.fault(file, RowHash.of(records.bytes()), records.fault());
    }
    if (records.cells() != width) {
      return columns.fault(file, RowHash.of(records.bytes()), "not a CSV record with as many cells as the header");
    }
    String[] values = new String[places.length];
    boolean repaired = false;
    for (int i = 0; i < values.length; i++) {
      Decoded cell = records.cell(places[i]);
      if (cell != null) {
        values[i] = cell.text();
        repaired |= cell.repaired();
      }
    }
    return columns.row(file, () -> RowHash.of(values), values, repaired);
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
