package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.bytes.FileSample;
import dev.millrace.jobs.source.bytes.InputBytes;
import dev.millrace.jobs.source.bytes.Utf8Stream;
import dev.millrace.jobs.source.csv.CsvDialect;
import dev.millrace.jobs.source.csv.CsvHeader;
import dev.millrace.jobs.source.csv.CsvOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;

/**
 * What a look at the beginnings of CSV files gives: one way of writing them, and one header.
 *
 * @param file the first that has a header
 */
record CsvInspection(String file, CsvDialect dialect, List<String> header) {
  private static final int READERS = 8;
  /** Sampled of all files together, but of each at least the lesser, and at most the larger. */
  private static final long BYTES = 64L << 20;
  private static final int FEWEST_BYTES = 1 << 18;
  private static final int MOST_BYTES = 4 << 20;

  /** Of one file; dialect and header are null if it has no record, or cannot be read. */
  private record Look(String file, CsvDialect dialect, List<String> header, String trouble) {}

  /** Throws DATA, naming the files, if they differ, or if none can be read. */
  static CsvInspection of(List<FileStatus> files, InputBytes bytes, CsvOptions options) {
    int sampled = (int) Math.max(FEWEST_BYTES, Math.min(MOST_BYTES, BYTES / files.size()));
    List<Look> looks = new ArrayList<>();
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try {
      List<Future<Look>> underWay = files.stream().map(file -> readers.submit(() -> look(file, bytes, sampled, options))).toList();
      for (Future<Look> look : underWay) {
        looks.add(look.get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      readers.shutdownNow();
    }
    return of(looks);
  }

  private static Look look(FileStatus file, InputBytes bytes, int sampled, CsvOptions options) {
    String name = FilePaths.readable(file.getPath().toString());
    if (file.getLen() == 0) {
      return new Look(name, null, null, null);
    }
    try {
      FileSample sample = bytes.sample(file.getPath(), file.getLen(), sampled);
      CsvDialect dialect = CsvDialect.detect(sample, options.encoding(), options.delimiter(), options.like());
      List<String> header = CsvHeader.of(sample, dialect, options.header());
      String trouble = header == null && !isBlank(sample, dialect) ? "its first record does not end within %d bytes".formatted(sample.head().length) : null;
      return new Look(name, header == null ? null : dialect, header, trouble);
    } catch (IOException e) {
      return new Look(name, null, null, e.getMessage());
    }
  }

  private static boolean isBlank(FileSample sample, CsvDialect dialect) throws IOException {
    try (InputStream in = Utf8Stream.of(new ByteArrayInputStream(sample.head()), dialect.encoding())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).isBlank();
    }
  }

  private static CsvInspection of(List<Look> looks) {
    List<Look> known = looks.stream().filter(look -> look.header() != null).toList();
    if (known.isEmpty()) {
      Look worst = looks.stream().filter(look -> look.trouble() != null).findFirst().orElse(looks.get(0));
      throw MillraceException.data("Input %s cannot be read: %s. Is the file whole?", worst.file(), worst.trouble() == null ? "it holds no header" : worst.trouble());
    }
    Look first = known.get(0);
    Look encoded = agreed(known, look -> !look.dialect().encodingOpen(), "encoded in", "--encoding", CsvDialect::encodingName, CsvDialect::encodingReason);
    Look divided = agreed(known, look -> !look.dialect().delimiterOpen(), "delimited by", "--delimiter", CsvDialect::delimiterName, CsvDialect::delimiterReason);
    for (Look look : known) {
      if (!look.header().equals(first.header())) {
        throw MillraceException.data("Input %s has another header than %s; expected the same columns in the same order in every CSV file", look.file(), first.file());
      }
    }
    return new CsvInspection(first.file(), encoded.dialect().dividedAs(divided.dialect()), first.header());
  }

  /** The first file that shows it; throws DATA if another shows something else. */
  private static Look agreed(
      List<Look> looks, Predicate<Look> shows, String is, String option, Function<CsvDialect, String> name, Function<CsvDialect, String> reason) {
    Look first = null;
    for (Look look : looks) {
      if (first != null && shows.test(look) && !name.apply(look.dialect()).equals(name.apply(first.dialect()))) {
        throw MillraceException.data("Input %s is %s %s (%s), but %s %s (%s); expected the same in every CSV file. If one is mistaken, say %s; else read them in runs of their own",
            look.file(), is, name.apply(look.dialect()), reason.apply(look.dialect()), first.file(), name.apply(first.dialect()), reason.apply(first.dialect()), option);
      }
      first = first == null && shows.test(look) ? look : first;
    }
    return first == null ? looks.get(0) : first;
  }
}
