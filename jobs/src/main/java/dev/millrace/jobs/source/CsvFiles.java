package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.bytes.FilePart;
import dev.millrace.jobs.source.bytes.InputBytes;
import dev.millrace.jobs.source.csv.CsvOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * CSV, in any encoding and with any delimiter, found out if not told. Read by a parser of ours: Spark's takes every file for
 * UTF-8 with commas, replaces bad bytes unseen, stops the run at a row of many cells, and lets an unclosed quote swallow the
 * rest of the file.
 */
final class CsvFiles implements Source {
  private final SparkSession spark;
  private final InputFiles files;
  private final Columns columns;
  private final CsvOptions options;
  private final InputBytes bytes;
  private CsvInspection inspection;

  CsvFiles(SparkSession spark, InputFiles files, Columns columns, Map<String, String> options) {
    this.spark = spark;
    this.files = files;
    this.columns = columns;
    this.options = CsvOptions.of(options);
    this.bytes = new InputBytes(spark.sparkContext().hadoopConfiguration());
  }

  @Override
  public Dataset<Row> rows() {
    CsvInspection found = inspection();
    List<ArrayList<FilePart>> packs = FilePart.packs(files.files(), path -> false, spark.sparkContext().defaultParallelism());
    return FileRows.of(spark, packs, columns, new CsvRows.Opener(
        columns, found.dialect().encodingName(), found.dialect().syntax(), new ArrayList<>(found.header()), options.header(), places(found)));
  }

  @Override
  public Map<String, String> detected() {
    Map<String, String> detected = new LinkedHashMap<>();
    detected.put("encoding", inspection().dialect().encodingName());
    detected.put("delimiter", inspection().dialect().delimiterName());
    return detected;
  }

  private CsvInspection inspection() {
    if (inspection == null) {
      inspection = CsvInspection.of(files.files(), bytes, options);
    }
    return inspection;
  }

  /** Where in the header each mapped column stands, in the flat order. */
  private int[] places(CsvInspection found) {
    List<String> mapped = columns.all();
    List<String> missing = mapped.stream().filter(column -> !found.header().contains(column)).distinct().toList();
    if (!missing.isEmpty()) {
      throw columns.missing(found.file(), missing, "", found.header());
    }
    for (String column : mapped) {
      if (found.header().indexOf(column) != found.header().lastIndexOf(column)) {
        throw MillraceException.data("Input %s has the column %s more than once; rename one of them, so that it is clear which is meant", found.file(), column);
      }
    }
    return mapped.stream().mapToInt(found.header()::indexOf).toArray();
  }
}
