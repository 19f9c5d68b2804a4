package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.TextColumn;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Chooses the reader for a pipeline's input. */
public final class Sources {
  private Sources() {}

  /** @param gold columns with gold labels, besides those of the pipeline file */
  public static Source of(SparkSession spark, InputSpec input, InputFiles files, List<String> gold) {
    Columns columns = new Columns(input.id(), input.time(),
        input.text().stream().map(TextColumn::column).toList(), new ArrayList<>(input.attributes()), gold);
    String format = input.format() != null ? input.format() : InputSpec.formatOf(files.files().get(0).getPath().getName());
    if (format == null) {
      throw MillraceException.usage("The format of input %s does not show in its name; add input.format: json, csv or parquet to the pipeline file",
          FilePaths.readable(files.files().get(0).getPath().toString()));
    }
    return switch (format) {
      case "json" -> new JsonLines(spark, files, columns, input.options());
      case "csv" -> new CsvFiles(spark, files, columns, input.options());
      case "parquet" -> new ColumnarFiles(
          spark.read().options(input.options()).parquet(files.given().toArray(String[]::new)), String.join(" ", files.given()), columns);
      default -> throw MillraceException.usage("Input format '%s' is not read yet; expected json, csv or parquet", format);
    };
  }
}
