package dev.millrace.jobs.init;

import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.bytes.Decoded;
import dev.millrace.jobs.source.bytes.InputBytes;
import dev.millrace.jobs.source.bytes.Utf8Stream;
import dev.millrace.jobs.source.csv.CsvDialect;
import dev.millrace.jobs.source.csv.CsvRecords;
import dev.millrace.jobs.source.csv.CsvSyntax;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;

/** The rows of a CSV file, whatever its dialect. */
final class CsvPreview {
  /** What the job samples of a file. */
  private static final int SAMPLED = 4 << 20;
  private static final int LONGEST_NAME = 64;

  private CsvPreview() {}

  /** Returns true if all rows were read. */
  static boolean read(FileStatus file, InputBytes bytes, Profile profile, Map<String, String> detected) throws IOException {
    CsvDialect dialect = dialect(file, bytes);
    detected.put("encoding", dialect.encodingName());
    detected.put("delimiter", dialect.delimiterName().length() == 1 ? "'%s'".formatted(dialect.delimiterName()) : dialect.delimiterName());
    try (CsvRecords records = new CsvRecords(Utf8Stream.of(bytes.open(file.getPath()), dialect.encoding()), dialect.syntax())) {
      if (!records.next()) {
        return true;
      }
      List<String> header = header(records);
      header.stream().filter(name -> name != null).forEach(profile::column);
      while (!profile.isFull()) {
        if (!records.next()) {
          return true;
        }
        add(records, header, profile);
      }
      return false;
    }
  }

  static CsvDialect dialect(FileStatus file, InputBytes bytes) throws IOException {
    return CsvDialect.detect(bytes.sample(file.getPath(), file.getLen(), SAMPLED), null, null, CsvSyntax.separatedBy(','));
  }

  private static void add(CsvRecords records, List<String> header, Profile profile) {
    if (records.fault() != null || records.cells() != header.size()) {
      profile.addMalformed();
      return;
    }
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      Decoded value = records.cell(i);
      if (header.get(i) != null) {
        row.put(header.get(i), value == null ? null : value.text());
      }
    }
    profile.add(row);
  }

  /** Null for a column without a name, or with that of another. Throws DATA if the first line is no header; it is not quoted then, since it may be text. */
  private static List<String> header(CsvRecords records) {
    List<String> names = new ArrayList<>();
    HashSet<String> known = new HashSet<>();
    for (int i = 0; i < records.cells(); i++) {
      Decoded cell = records.cell(i);
      String name = cell == null || cell.text().isBlank() ? null : cell.text();
      if (name != null && (name.length() > LONGEST_NAME || name.strip().matches("[-+]?[0-9][0-9.,/:-]*"))) {
        throw MillraceException.data("The first line of the CSV file does not look like a header: cell %d is %s. Put a line with the columns' names in front.",
            i + 1, name.length() > LONGEST_NAME ? "%d characters long".formatted(name.length()) : "a number or a date");
      }
      names.add(known.add(name) ? name : null);
    }
    if (known.stream().allMatch(name -> name == null)) {
      throw MillraceException.data("The first line of the CSV file names no columns. Put a line with their names in front.");
    }
    return names;
  }
}
