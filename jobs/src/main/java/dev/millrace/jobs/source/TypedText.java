package dev.millrace.jobs.source;

import dev.millrace.jobs.source.bytes.Decoded;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.StringJoiner;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.BinaryType;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * How a typed value becomes text. Times are ISO 8601, in UTC, whatever the session's zone; lists are lines. Text leaves
 * Spark as bytes: on the way to Java's strings it would replace bad ones unseen.
 */
final class TypedText {
  /** What Spark makes of a decimal without a scale. */
  private static final int NO_SCALE = 18;

  private TypedText() {}

  /** What to select of a column; null if it holds values that are no text. */
  static Column select(Column column, DataType type) {
    if (type instanceof TimestampType) {
      return functions.unix_micros(column);
    }
    if (type instanceof DecimalType || type instanceof BinaryType) {
      return column;
    }
    if (type instanceof ArrayType list) {
      DataType element = list.elementType();
      return isNested(element) ? null : element instanceof BinaryType ? column : column.cast("array<string>").cast("array<binary>");
    }
    if (isNested(type)) {
      return null;
    }
    Column text = column.cast("string");
    return (type instanceof TimestampNTZType ? functions.translate(text, " ", "T") : text).cast("binary");
  }

  private static boolean isNested(DataType type) {
    return type instanceof StructType || type instanceof MapType || type instanceof ArrayType;
  }

  /** The text of a value of what was selected; null stays null. */
  static Decoded text(Object value) {
    if (value == null) {
      return new Decoded(null, false);
    }
    if (value instanceof byte[] bytes) {
      return Decoded.utf8(bytes, 0, bytes.length);
    }
    if (value instanceof Long micros) {
      return new Decoded(Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString(), false);
    }
    if (value instanceof BigDecimal number) {
      return new Decoded((number.scale() == NO_SCALE ? number.stripTrailingZeros() : number).toPlainString(), false);
    }
    return lines((Seq<?>) value);
  }

  private static Decoded lines(Seq<?> list) {
    StringJoiner lines = new StringJoiner("\n");
    boolean repaired = false;
    for (Iterator<?> values = list.iterator(); values.hasNext();) {
      Decoded value = text(values.next());
      repaired |= value.repaired();
      if (value.text() != null) {
        lines.add(value.text());
      }
    }
    return new Decoded(lines.toString(), repaired);
  }
}
