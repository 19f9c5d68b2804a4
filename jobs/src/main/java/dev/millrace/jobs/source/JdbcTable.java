package dev.millrace.jobs.source;

import dev.millrace.document.ContentHash;
import dev.millrace.failure.MillraceException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.jdbc.JdbcDialects;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampType;

/** A table or query of a database. With a partition column several readers take a range of it each; its bounds are asked for. */
final class JdbcTable implements Source {
  private static final int LEAST_READERS = 4;

  private final SparkSession spark;
  private final JdbcOptions options;
  private final Wanted wanted;
  private final Dataset<Row> plain;
  /** Null without a partition column. */
  private final Bounds bounds;

  /** @param low null, like high, if the column has no value at all */
  private record Bounds(String column, Object low, Object high) {}

  private JdbcTable(SparkSession spark, JdbcOptions options, Wanted wanted, Dataset<Row> plain, Bounds bounds) {
    this.spark = spark;
    this.options = options;
    this.wanted = wanted;
    this.plain = plain;
    this.bounds = bounds;
  }

  /** Asks the database for the columns and, with a partition column, for its bounds. */
  static JdbcTable open(SparkSession spark, JdbcOptions options, Wanted wanted) {
    try {
      Dataset<Row> plain = reader(spark, options).option("dbtable", options.table()).load();
      return new JdbcTable(spark, options, wanted, plain, options.partitionColumn() == null ? null : bounds(spark, options, plain));
    } catch (Exception e) {
      throw explained(options, e);
    }
  }

  private static DataFrameReader reader(SparkSession spark, JdbcOptions options) {
    return spark.read().format("jdbc").options(options.spark());
  }

  private static Bounds bounds(SparkSession spark, JdbcOptions options, Dataset<Row> table) {
    String wantedName = options.partitionColumn();
    StructField field = field(table, wantedName);
    if (field == null) {
      throw MillraceException.usage("input.options.partitionColumn names %s; the columns are %s", wantedName, String.join(", ", table.columns()));
    }
    DataType type = field.dataType();
    if (!(type instanceof NumericType) && !TimeRange.isTyped(type)) {
      throw MillraceException.usage("input.options.partitionColumn must be a number, a date or a time; %s is %s", field.name(), type.simpleString());
    }
    String column = quoted(options, field);
    Row found = reader(spark, options).option("query", "SELECT MIN(%s) AS low, MAX(%s) AS high FROM %s".formatted(column, column, options.table())).load().head();
    Bounds bounds = new Bounds(column, given(options.lowerBound(), type, found.get(0)), given(options.upperBound(), type, found.get(1)));
    if (!JdbcPartitions.isFinite(bounds.low()) || !JdbcPartitions.isFinite(bounds.high())) {
      throw unbounded();
    }
    return bounds;
  }

  private static MillraceException unbounded() {
    return MillraceException.usage("The partition column holds a value that is not a number or infinite, and no range can be cut from that; "
        + "give lowerBound and upperBound in input.options");
  }

  /** A bound as the pipeline file gives it, else as the database does. */
  private static Object given(String text, DataType type, Object asked) {
    try {
      if (text != null) {
        return type instanceof NumericType ? new BigDecimal(text) : type instanceof DateType ? LocalDate.parse(text)
            : type instanceof TimestampType ? new DocumentTimes(null).parse(text) : LocalDateTime.ofInstant(new DocumentTimes(null).parse(text), ZoneOffset.UTC);
      }
    } catch (DateTimeException | NumberFormatException e) {
      throw MillraceException.usage("The bound '%s' in input.options does not fit the partition column, which is %s", text, type.simpleString());
    }
    if (asked instanceof Timestamp time) {
      return time.toInstant();
    }
    return asked instanceof Date date ? date.toLocalDate() : asked;
  }

  @Override
  public Dataset<Row> rows() {
    List<String> conditions = conditions();
    String range = range();
    if (range != null) {
      conditions = conditions.stream().map(condition -> "(%s) AND (%s)".formatted(condition, range)).toList();
    }
    Dataset<Row> table = reader(spark, options).jdbc(options.url(), options.table(), conditions.toArray(String[]::new), new Properties());
    return new TypedTable(table, options.place(), range == null ? wanted : wanted.withoutRange()).rows();
  }

  /** One for each reader. */
  private List<String> conditions() {
    if (bounds == null || bounds.low() == null) {
      return List.of("1 = 1");
    }
    int readers = options.partitions() > 0 ? options.partitions() : Math.max(LEAST_READERS, 2 * spark.sparkContext().defaultParallelism());
    return JdbcPartitions.conditions(bounds.column(), bounds.low(), bounds.high(), readers, JdbcLiterals.of(options.url()));
  }

  /** The range as the database is to be asked for it; null if there is none, or Spark has to look at the times itself. */
  private String range() {
    JdbcLiterals literals = JdbcLiterals.of(options.url());
    String time = wanted.columns().time();
    if (wanted.range() == null || literals != JdbcLiterals.POSTGRESQL || wanted.timeFormat() != null) {
      return null;
    }
    StructField field = field(plain, time);
    return field == null || !TimeRange.isTyped(field.dataType()) ? null : wanted.range().over(quoted(options, field), field.dataType(), literals);
  }

  private static String quoted(JdbcOptions options, StructField field) {
    return JdbcDialects.get(options.url()).quoteIdentifier(field.name());
  }

  /** Null if there is none of the name. */
  private static StructField field(Dataset<Row> table, String name) {
    List<StructField> fields = List.of(table.schema().fields());
    return fields.stream().filter(field -> field.name().equals(name)).findFirst()
        .orElse(fields.stream().filter(field -> field.name().equalsIgnoreCase(name)).findFirst().orElse(null));
  }

  /** Of URL, query and upper bound; null without a partition column, since nothing then tells whether the table has changed. */
  String fingerprint() {
    if (bounds == null) {
      return null;
    }
    String told = "%s\n%s\n%s\n%s".formatted(options.url(), options.table(), bounds.column(), bounds.high());
    return HexFormat.of().formatHex(ContentHash.sha256().digest(told.getBytes(StandardCharsets.UTF_8)));
  }

  /** Rows at most; -1 if that is not known. */
  long mostRows() {
    return bounds == null || bounds.low() == null ? -1 : JdbcPartitions.mostRows(bounds.low(), bounds.high());
  }

  private static RuntimeException explained(JdbcOptions options, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof MillraceException known) {
        return known;
      }
      if (cause instanceof ClassNotFoundException || "No suitable driver".equals(cause.getMessage())) {
        return MillraceException.usage("There is no JDBC driver for %s on the class path; PostgreSQL's is there. Add the jar: --jars of spark-submit, or MILLRACE_CLASS_PATH",
            options.place());
      }
      if (cause instanceof ArithmeticException) {
        // Spark cannot hold an infinite date.
        return unbounded();
      }
      if (cause instanceof SQLException refused) {
        // SQLSTATE class 42: syntax, names and rights, which are the pipeline file's.
        return refused.getSQLState() != null && refused.getSQLState().startsWith("42")
            ? MillraceException.usage("The database %s refuses input.options: %s", options.place(), refused.getMessage())
            : MillraceException.external(failure, "The database %s cannot be read: %s", options.place(), refused.getMessage());
      }
    }
    return failure instanceof RuntimeException unexpected ? unexpected : new IllegalStateException(failure);
  }
}
