package dev.millrace.jobs.check;

import dev.millrace.jobs.classify.DocumentMapping;
import dev.millrace.jobs.classify.DocumentMapping.Mapped;
import dev.millrace.jobs.classify.SparkFailures;
import dev.millrace.jobs.source.InputFiles;
import dev.millrace.jobs.source.Source;
import dev.millrace.jobs.source.SourceRow;
import dev.millrace.jobs.source.Sources;
import dev.millrace.jobs.spark.SparkSessions;
import dev.millrace.pipeline.spec.InputSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Reads a handful of rows as the job would. */
record SourceCheck(InputSpec input, List<String> inputs) {
  static final int DOCUMENTS = 10;

  /** What was read. */
  record Sample(String files, Map<String, String> detected, List<SourceRow> rows, List<Mapped> mapped) {
    String describe() {
      String found = detected.entrySet().stream().map(entry -> "; %s %s".formatted(entry.getKey(), visible(entry.getValue()))).collect(Collectors.joining());
      return "%s%s; %d rows read".formatted(files, found, rows.size());
    }

    /** A tab as a delimiter would not show. */
    private static String visible(String value) {
      return value.equals("\t") ? "tab" : value;
    }
  }

  /** Throws what the job would throw. */
  Sample read() {
    try (SparkSession spark = SparkSessions.open("millrace check", 1)) {
      InputFiles files = InputFiles.resolve(inputs, spark.sparkContext().hadoopConfiguration());
      Source source = Sources.of(spark, input, files, List.of());
      List<SourceRow> rows = source.rows().limit(DOCUMENTS).collectAsList().stream().map(SourceRow::of).toList();
      DocumentMapping mapping = new DocumentMapping(input);
      return new Sample(size(files), source.detected(), rows, rows.stream().map(mapping::map).toList());
    } catch (Exception e) {
      throw SparkFailures.explain(e);
    }
  }

  private static String size(InputFiles files) {
    int count = files.files().size();
    return String.format(Locale.ROOT, "%d %s, %,.1f MB", count, count == 1 ? "file" : "files", files.bytes() / 1e6);
  }
}
