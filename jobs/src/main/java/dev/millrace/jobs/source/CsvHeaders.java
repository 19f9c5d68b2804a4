package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * Sees to it that CSV files have one header, before any is read by position. Spark could check that, too, but writes the
 * line that differs into its log, and in a file without a header that line is a document.
 */
final class CsvHeaders {
  private static final int LONGEST = 1 << 20;

  private CsvHeaders() {}

  /** Throws DATA, naming the file, if one begins with another line than the first file that has any. */
  static void requireSame(List<FileStatus> files, Configuration configuration) {
    CompressionCodecFactory codecs = new CompressionCodecFactory(configuration);
    byte[] expected = null;
    for (FileStatus file : files) {
      byte[] line = file.getLen() == 0 ? new byte[0] : firstLine(file.getPath(), codecs, configuration);
      if (line.length > 0 && expected != null && !Arrays.equals(line, expected)) {
        throw MillraceException.data("Input %s has another header than %s; expected the same columns in the same order in every CSV file",
            FilePaths.readable(file.getPath().toString()), FilePaths.readable(files.get(0).getPath().toString()));
      }
      expected = expected == null && line.length > 0 ? line : expected;
    }
  }

  private static byte[] firstLine(Path path, CompressionCodecFactory codecs, Configuration configuration) {
    CompressionCodec codec = codecs.getCodec(path);
    try (InputStream raw = path.getFileSystem(configuration).open(path);
        InputStream in = codec == null ? raw : codec.createInputStream(raw)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      InputStream buffered = new BufferedInputStream(in);
      for (int b = buffered.read(); b >= 0 && b != '\n' && b != '\r' && line.size() < LONGEST; b = buffered.read()) {
        line.write(b);
      }
      return line.toByteArray();
    } catch (IOException e) {
      throw MillraceException.data("Input %s cannot be read: %s. Is the file whole?", FilePaths.readable(path.toString()), e.getMessage());
    }
  }
}
