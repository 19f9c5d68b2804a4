package dev.millrace.jobs.init;

import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.bytes.InputBytes;
import dev.millrace.jobs.source.bytes.Utf8Stream;
import dev.millrace.jobs.source.csv.CsvDialect;
import dev.millrace.jobs.source.csv.CsvRecords;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;

/** A copy of a CSV file in UTF-8 whose first column numbers the records; each record else as it is. */
final class NumberedCopy {
  static final String COLUMN = "row_number";

  private NumberedCopy() {}

  /** Returns the number of rows. Throws DATA, leaving no copy, if there is not even a header. */
  static long write(FileStatus file, InputBytes bytes, Path copy) throws IOException {
    if (Files.exists(copy)) {
      throw MillraceException.usage("%s exists already; name another file with --number, or give that one as --input", copy);
    }
    // Renamed when complete, so that no copy is there that lacks rows.
    Path partial = copy.resolveSibling(".%s-%s".formatted(copy.getFileName(), UUID.randomUUID()));
    try {
      long records = write(file, bytes, CsvPreview.dialect(file, bytes), partial);
      if (records == 0) {
        throw MillraceException.data("Input %s holds no records to number; expected a header and rows", file.getPath().getName());
      }
      Files.move(partial, copy);
      return records - 1;
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** Returns the number of records, the header included. */
  private static long write(FileStatus file, InputBytes bytes, CsvDialect dialect, Path copy) throws IOException {
    try (CsvRecords records = new CsvRecords(Utf8Stream.of(bytes.open(file.getPath()), dialect.encoding()), dialect.syntax());
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(copy, StandardOpenOption.CREATE_NEW))) {
      long number = 0;
      for (; records.next(); number++) {
        String first = number == 0 ? COLUMN : Long.toString(number);
        out.write((first + dialect.syntax().delimiter()).getBytes(StandardCharsets.UTF_8));
        out.write(records.bytes());
        out.write('\n');
      }
      return number;
    }
  }
}
