package dev.millrace.jobs.source;

import dev.millrace.document.ContentHash;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.spec.InputSpec;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/** Chooses the reader for a pipeline's input. */
public final class Sources {
  private static final long UNKNOWN_BYTES = 1L << 30;
  private static final long BYTES_OF_A_ROW = 1_000;

  private Sources() {}

  /** Of files, all of them. @param gold columns with gold labels, besides those of the pipeline file */
  public static Source of(SparkSession spark, InputSpec input, InputFiles files, List<String> gold) {
    String format = format(input, files);
    return ofFiles(spark, format, input.options(), files, Wanted.of(input, gold, Selection.EVERYTHING));
  }

  /**
   * Opens what the pipeline file and the command line ask for.
   *
   * @param paths may be empty for a format that reads no files
   */
  public static Input open(SparkSession spark, InputSpec input, List<String> paths, List<String> gold, Selection selection) {
    Dated dated = Dated.of(selection);
    List<String> places = dated.expand(paths);
    Map<String, String> options = dated.expand(input.options());
    Wanted wanted = Wanted.of(input, gold, selection);
    Map<String, Object> settings = new LinkedHashMap<>(selection.settings());
    if (wanted.where() != null) {
      settings.put("where", wanted.where().describe());
    }
    if (paths.stream().anyMatch(Dated::isIn) || input.options().values().stream().anyMatch(Dated::isIn)) {
      settings.put("date", dated.date().toString());
    }
    if ("jdbc".equals(input.format())) {
      requireNoPaths(paths);
      JdbcTable table = JdbcTable.open(spark, JdbcOptions.of(options), wanted);
      long bytes = table.mostRows() < 0 ? UNKNOWN_BYTES : Math.min(table.mostRows(), Long.MAX_VALUE / BYTES_OF_A_ROW) * BYTES_OF_A_ROW;
      return new Input(table, "jdbc", fingerprint(table.fingerprint(), selection), bytes, settings);
    }
    if (input.format() != null && !isKnown(input.format()) && !AnySource.isOfFiles(input.format())) {
      Source source = new AnySource(spark, input.format(), options, places, null, wanted);
      return new Input(source, input.format(), fingerprint(null, selection), UNKNOWN_BYTES, settings);
    }
    if (paths.isEmpty()) {
      throw MillraceException.usage("There is nothing to read: add --input PATH..., or let the pipeline file name a source that needs none, such as input.format: jdbc with input.options");
    }
    InputFiles files = InputFiles.resolve(places, spark.sparkContext().hadoopConfiguration());
    String format = format(input, files);
    return new Input(ofFiles(spark, format, options, files, wanted), format, fingerprint(files.fingerprint(), selection), files.bytesOfText(), settings);
  }

  private static String format(InputSpec input, InputFiles files) {
    String format = input.format() != null ? input.format() : InputSpec.formatOf(files.files().get(0).getPath().getName());
    if (format == null) {
      throw MillraceException.usage("The format of input %s does not show in its name; add input.format, such as json, csv, parquet, avro or orc, to the pipeline file",
          FilePaths.readable(files.files().get(0).getPath().toString()));
    }
    return format;
  }

  private static boolean isKnown(String format) {
    return switch (format) {
      case "json", "csv", "parquet", "avro", "orc" -> true;
      default -> false;
    };
  }

  private static Source ofFiles(SparkSession spark, String format, Map<String, String> options, InputFiles files, Wanted wanted) {
    return switch (format) {
      case "json" -> wanted.of(new JsonLines(spark, files, wanted.textColumns(), options));
      case "csv" -> wanted.of(new CsvFiles(spark, files, wanted.textColumns(), options));
      case "parquet", "avro", "orc" -> new ColumnarFiles(spark, format, options, files.forSpark(), wanted);
      default -> new AnySource(spark, format, options, files.given(), AnySource.isOfFiles(format) ? files.forSpark() : null, wanted);
    };
  }

  private static void requireNoPaths(List<String> paths) {
    if (!paths.isEmpty()) {
      throw MillraceException.usage("--input is for files, but the pipeline file's input.format is jdbc, whose input.options say what to read; leave one of them out");
    }
  }

  /** @param input null if nothing tells whether it has changed: then each reading is a new one */
  private static String fingerprint(String input, Selection selection) {
    String base = input == null ? UUID.randomUUID().toString() : input;
    Map<String, Object> settings = new LinkedHashMap<>(selection.settings());
    // Where it counts, it is in the paths or the query.
    settings.remove("date");
    return settings.isEmpty() ? base : HexFormat.of().formatHex(ContentHash.sha256().digest((base + settings).getBytes(StandardCharsets.UTF_8)));
  }
}
