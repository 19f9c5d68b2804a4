package dev.millrace.jobs.check;

import dev.millrace.jobs.classify.DocumentMapping;
import dev.millrace.jobs.classify.DocumentMapping.Mapped;
import dev.millrace.jobs.classify.SparkFailures;
import dev.millrace.jobs.source.Input;
import dev.millrace.jobs.source.Selection;
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
      Input opened = Sources.open(spark, input, inputs, List.of(), Selection.EVERYTHING);
      Source source = opened.source();
      List<SourceRow> rows = source.rows().limit(DOCUMENTS).collectAsList().stream().map(SourceRow::of).toList();
      DocumentMapping mapping = new DocumentMapping(input);
      return new Sample(size(opened), source.detected(), rows, rows.stream().map(mapping::map).toList());
    } catch (Exception e) {
      throw SparkFailures.explain(e);
    }
  }

  private String size(Input opened) {
    return inputs.isEmpty() ? opened.format() : String.format(Locale.ROOT, "%s, %,.1f MB of text", opened.format(), opened.bytes() / 1e6);
  }
}
