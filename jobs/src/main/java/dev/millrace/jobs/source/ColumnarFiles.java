package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.FileSchemas.FileSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Parquet, ORC and Avro. A file whose header or footer cannot be read is one rejected row; the others are read. Damage
 * further inside is found while reading, and stops the run before anything is written.
 */
final class ColumnarFiles implements Source {
  private final SparkSession spark;
  private final String format;
  private final Map<String, String> options;
  private final InputFiles files;
  private final Wanted wanted;

  /** @param format {@code parquet}, {@code orc} or {@code avro} */
  ColumnarFiles(SparkSession spark, String format, Map<String, String> options, InputFiles files, Wanted wanted) {
    this.spark = spark;
    this.format = format;
    this.options = options;
    this.files = files;
    this.wanted = wanted;
  }

  @Override
  public Dataset<Row> rows() {
    List<FileSchema> good = new ArrayList<>();
    List<Row> unreadable = new ArrayList<>();
    for (FileSchema file : FileSchemas.read(spark, format, List.of(files.paths()))) {
      if (file.json() == null) {
        unreadable.add(wanted.columns().unreadable(FilePaths.readable(file.path()), "not a %s file, or a damaged one".formatted(format)).toRow());
      } else {
        good.add(file);
      }
    }
    String name = String.join(" ", files.given());
    if (good.isEmpty()) {
      throw MillraceException.data("Input %s cannot be read: none of its %d files is a whole %s file", name, unreadable.size(), format);
    }
    Dataset<Row> table = spark.read().format(format).schema(MergedSchema.of(good))
        // Pages bear a checksum, which is not looked at unless asked for: a flipped bit would become another text.
        .option("parquet.page.verify-checksum.enabled", true)
        .options(files.basePath(spark.sparkContext().hadoopConfiguration())).options(options).option(InputFiles.GLOBBING, false)
        .load(good.stream().map(FileSchema::path).toArray(String[]::new));
    Dataset<Row> rows = new TypedTable(table, name, wanted).rows();
    return unreadable.isEmpty() ? rows : rows.union(spark.createDataset(unreadable, Encoders.row(SourceRow.SCHEMA)));
  }
}
