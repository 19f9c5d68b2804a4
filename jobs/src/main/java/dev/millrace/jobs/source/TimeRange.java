package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The half-open range of {@code --from} and {@code --to}. A row without a time, or with one that cannot be read, is in it.
 *
 * @param from null for no bound; to likewise
 * @param format of times that are text; null for ISO 8601
 */
record TimeRange(Instant from, Instant to, String format) implements Serializable {
  /** Null if the selection has no range. Throws USAGE if the pipeline maps no time. */
  static TimeRange of(Selection selection, String timeColumn, String format) {
    if (!selection.hasTimeRange()) {
      return null;
    }
    if (timeColumn == null) {
      throw MillraceException.usage("--from and --to need a document's time: name its column as input.time in the pipeline file");
    }
    return new TimeRange(selection.from(), selection.to(), format);
  }

  static boolean isTyped(DataType type) {
    return type instanceof TimestampType || type instanceof TimestampNTZType || type instanceof DateType;
  }

  /** As a condition that a source can be asked itself. */
  Column over(Column time, DataType type) {
    Column after = from == null ? null : time.geq(literal(from, type));
    Column before = to == null ? null : time.lt(literal(to, type));
    Column within = after == null ? before : before == null ? after : after.and(before);
    return time.isNull().or(within);
  }

  private static Column literal(Instant time, DataType type) {
    return functions.lit(bound(time, type));
  }

  /** The same in SQL. */
  String over(String time, DataType type, JdbcLiterals literals) {
    String after = from == null ? null : "%s >= %s".formatted(time, literals.of(bound(from, type)));
    String before = to == null ? null : "%s < %s".formatted(time, literals.of(bound(to, type)));
    String within = after == null ? before : before == null ? after : after + " AND " + before;
    return "%s IS NULL OR (%s)".formatted(time, within);
  }

  private static Object bound(Instant time, DataType type) {
    LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    if (type instanceof DateType) {
      LocalDate day = utc.toLocalDate();
      // A date is its midnight: the first one that is not before a later time of the day is the next.
      return day.atStartOfDay().equals(utc) ? day : day.plusDays(1);
    }
    return type instanceof TimestampType ? time : utc;
  }

  /** Rows of {@link SourceRow#SCHEMA} whose time is text. */
  Dataset<Row> filter(Dataset<Row> rows) {
    return rows.filter(new Within(this));
  }

  private boolean contains(Instant time) {
    return (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
  }

  private static final class Within implements FilterFunction<Row> {
    private static final int TIME = SourceRow.SCHEMA.fieldIndex(SourceRow.TIME);

    private final TimeRange range;
    private transient DocumentTimes times;

    Within(TimeRange range) {
      this.range = range;
    }

    @Override
    public boolean call(Row row) {
      if (times == null) {
        times = new DocumentTimes(range.format());
      }
      try {
        return row.isNullAt(TIME) || range.contains(times.parse(row.getString(TIME)));
      } catch (DateTimeException e) {
        return true;
      }
    }
  }
}
