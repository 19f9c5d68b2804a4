package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkClassNotFoundException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSource$;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.v2.FileDataSourceV2;
import org.apache.spark.sql.internal.SQLConf;

/** Any source that Spark finds by its name or class: reads files, a path that it alone understands, or neither. */
final class AnySource implements Source {
  /** An id such as 0017 is no number. */
  private static final Map<String, String> TEXT_STAYS_TEXT = Map.of("inferSchema", "false");

  private final SparkSession spark;
  private final String format;
  private final Map<String, String> options;
  private final List<String> paths;
  private final InputFiles files;
  private final Wanted wanted;

  /**
   * @param paths as they were given, maybe none
   * @param files behind the paths; null if they are the source's own business
   */
  AnySource(SparkSession spark, String format, Map<String, String> options, List<String> paths, InputFiles files, Wanted wanted) {
    this.spark = spark;
    this.format = format;
    this.options = options;
    this.paths = paths;
    this.files = files;
    this.wanted = wanted;
  }

  /** True if Spark reads files of this format one by one. Throws USAGE if there is no such source. */
  static boolean isOfFiles(String format) {
    try {
      Class<?> source = DataSource$.MODULE$.lookupDataSource(format, SQLConf.get());
      return FileFormat.class.isAssignableFrom(source) || FileDataSourceV2.class.isAssignableFrom(source);
    } catch (Exception e) {
      if (e instanceof SparkClassNotFoundException || e instanceof AnalysisException) {
        throw MillraceException.usage("Spark knows no input format '%s'; expected json, csv, parquet, avro, orc, jdbc, text, xml, binaryFile, "
            + "or that of a source whose jar is on the class path: --jars of spark-submit, or MILLRACE_CLASS_PATH", format);
      }
      throw e;
    }
  }

  @Override
  public Dataset<Row> rows() {
    String name = paths.isEmpty() ? "of format " + format : String.join(" ", paths);
    DataFrameReader reader = spark.read().format(format).options(TEXT_STAYS_TEXT).options(options);
    Dataset<Row> table;
    try {
      if (files != null) {
        table = reader.options(files.basePath(spark.sparkContext().hadoopConfiguration())).option(InputFiles.GLOBBING, false).load(files.paths());
      } else {
        table = paths.isEmpty() ? reader.load() : paths.size() == 1 ? reader.load(paths.get(0)) : reader.load(paths.toArray(String[]::new));
      }
    } catch (Exception e) {
      if (e instanceof AnalysisException refused) {
        throw MillraceException.usage("Input %s cannot be opened: %s", name, Where.firstLine(refused));
      }
      throw e;
    }
    return new TypedTable(table, name, wanted).rows();
  }
}
