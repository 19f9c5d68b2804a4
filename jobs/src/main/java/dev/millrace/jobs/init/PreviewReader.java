package dev.millrace.jobs.init;

import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.InputFiles;
import dev.millrace.jobs.source.bytes.InputBytes;
import dev.millrace.pipeline.spec.InputSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Looks at the first file of an input. Reads bytes itself, so that a look at CSV or JSON takes a second and no Spark. */
final class PreviewReader {
  private static final int SNIFFED = 4_096;

  private final Configuration configuration = new Configuration();
  private final InputBytes bytes = new InputBytes(configuration);

  Preview read(String input) {
    FileStatus file = first(input);
    Path path = file.getPath();
    Profile profile = new Profile();
    Map<String, String> detected = new LinkedHashMap<>();
    try {
      String format = format(path);
      boolean whole = switch (format) {
        case "csv" -> CsvPreview.read(file, bytes, profile, detected);
        case "json" -> JsonPreview.read(file, bytes, profile);
        case "parquet" -> {
          InputFiles.resolve(List.of(input), configuration).forSpark();
          yield ParquetPreview.read(path.toString(), profile);
        }
        default -> throw MillraceException.usage("init looks at JSON lines, CSV and Parquet; %s is %s. Write the pipeline file by hand, see model-serving/pipeline.schema.json.", path.getName(), format);
      };
      if (profile.rows() == 0) {
        throw MillraceException.data("Input %s holds no rows%s", readable(path), profile.malformed() == 0 ? "" : " that can be read, but %d that cannot".formatted(profile.malformed()));
      }
      return new Preview(readable(path), format, InputSpec.formatOf(path.getName()) != null, detected, profile, whole);
    } catch (IOException e) {
      throw MillraceException.data("Input %s cannot be read: %s. Is the file whole?", readable(path), e.getMessage());
    }
  }

  /** Writes a copy with a column of numbers, and returns the number of records. */
  long number(String input, java.nio.file.Path copy) {
    FileStatus file = first(input);
    Path path = file.getPath();
    try {
      if (!"csv".equals(format(path))) {
        throw MillraceException.usage("--number copies CSV only; %s is something else", path.getName());
      }
      return NumberedCopy.write(file, bytes, copy);
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot copy %s to %s: %s", readable(path), copy, e.getMessage());
    }
  }

  private FileStatus first(String input) {
    return InputFiles.resolve(List.of(input), configuration).files().stream().filter(file -> file.getLen() > 0).findFirst().orElseThrow();
  }

  private String format(Path path) throws IOException {
    String named = InputSpec.formatOf(path.getName());
    return named != null ? named : sniff(path);
  }

  /** Of a file whose name does not tell: Parquet begins with its own name, JSON lines with a brace. */
  private String sniff(Path path) throws IOException {
    try (InputStream in = bytes.open(path)) {
      byte[] head = in.readNBytes(SNIFFED);
      if (head.length >= 4 && head[0] == 'P' && head[1] == 'A' && head[2] == 'R' && head[3] == '1') {
        return "parquet";
      }
      int at = 0;
      while (at < head.length && (Character.isWhitespace(head[at]) || (head[at] & 0x80) != 0)) {
        at++;
      }
      return at < head.length && head[at] == '{' ? "json" : "csv";
    }
  }

  private static String readable(Path path) {
    return path.toUri().getScheme() == null || path.toUri().getScheme().equals("file") ? path.toUri().getPath() : path.toString();
  }
}
