package dev.millrace.jobs.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * CSV with a header, quoted newlines allowed. Read as ISO 8859-1, where every byte is a character, and decoded here: so
 * Spark's parser sees the structure, which is ASCII, and no byte is lost before it can be counted as repaired.
 */
final class CsvFiles implements Source {
  private static final String CORRUPT = "_millrace_corrupt";
  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

  private final SparkSession spark;
  private final InputFiles files;
  private final Columns columns;
  private final Map<String, String> options;

  CsvFiles(SparkSession spark, InputFiles files, Columns columns, Map<String, String> options) {
    this.spark = spark;
    this.files = files;
    this.columns = columns;
    this.options = options;
  }

  @Override
  public Dataset<Row> rows() {
    CsvHeaders.requireSame(files.files(), spark.sparkContext().hadoopConfiguration());
    StructType header = reader().csv(headed()).schema();
    StructType schema = new StructType();
    for (String name : header.fieldNames()) {
      schema = schema.add(name, DataTypes.StringType);
    }
    Dataset<Row> table = reader().schema(schema.add(CORRUPT, DataTypes.StringType)).csv(files.paths());
    List<Column> selected = new ArrayList<>(List.of(functions.input_file_name(), functions.col(CORRUPT)));
    rawNames(header).forEach(name -> selected.add(functions.col("`" + name.replace("`", "``") + "`")));
    return table.select(selected.toArray(Column[]::new)).map(new Decode(columns), Encoders.row(SourceRow.SCHEMA));
  }

  /** The file whose header counts: the first that has one. */
  private String headed() {
    return files.files().stream().filter(file -> file.getLen() > 0).findFirst().orElseThrow().getPath().toString();
  }

  private DataFrameReader reader() {
    return spark.read()
        .option("header", true)
        .option("multiLine", true)
        .option("escape", "\"")
        .option("encoding", "ISO-8859-1")
        .option("enforceSchema", true)
        .option("columnPruning", false)
        .option("maxCharsPerColumn", -1)
        .option("maxColumns", 200_000)
        .option("emptyValue", "")
        .option("mode", "PERMISSIVE")
        .options(options)
        .option(InputFiles.GLOBBING, false)
        .option("columnNameOfCorruptRecord", CORRUPT);
  }

  /** The header's own spelling of each mapped column, in the flat order. */
  private List<String> rawNames(StructType header) {
    Map<String, String> rawByName = new LinkedHashMap<>();
    for (String raw : header.fieldNames()) {
      String bare = rawByName.isEmpty() && raw.startsWith(BYTE_ORDER_MARK) ? unquoted(raw.substring(BYTE_ORDER_MARK.length())) : raw;
      rawByName.put(Decoded.latin(bare).text(), raw);
    }
    List<String> missing = columns.all().stream().filter(column -> !rawByName.containsKey(column)).distinct().toList();
    if (!missing.isEmpty()) {
      throw columns.missing(FilePaths.readable(headed()), missing, "", rawByName.keySet());
    }
    return columns.all().stream().map(rawByName::get).toList();
  }

  /** A quote after a byte order mark is no quote to Spark's parser. */
  private static String unquoted(String name) {
    return name.length() >= 2 && name.startsWith("\"") && name.endsWith("\"") ? name.substring(1, name.length() - 1) : name;
  }

  private record Decode(Columns columns) implements MapFunction<Row, Row> {
    @Override
    public Row call(Row row) {
      String file = FilePaths.readable(row.getString(0));
      String corrupt = row.getString(1);
      if (corrupt != null) {
        return columns.fault(file, RowHash.of(corrupt), "not a CSV record with as many cells as the header").toRow();
      }
      String[] values = new String[row.length() - 2];
      boolean repaired = false;
      for (int i = 0; i < values.length; i++) {
        Decoded decoded = Decoded.latin(row.getString(i + 2));
        values[i] = decoded.text();
        repaired |= decoded.repaired();
      }
      return columns.row(file, RowHash.of(values), values, repaired).toRow();
    }
  }
}
