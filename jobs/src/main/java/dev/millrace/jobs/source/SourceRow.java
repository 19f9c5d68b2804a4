package dev.millrace.jobs.source;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What every source gives, whatever its format: the mapped columns of one row as text, or the reason why there are none.
 * Rows travel through Spark in this schema, since {@code Encoders.bean} does not know records.
 *
 * @param file where the row was read, as Spark names it
 * @param key the id; of a row without one the hash of its bytes, so that it has a slice and a place in the order
 * @param id null if missing or blank
 * @param texts one per part of the pipeline's {@code input.text}, empty if missing
 * @param repaired true if NUL, lone surrogates or undecodable bytes became U+FFFD
 * @param time as written, null if missing
 * @param attributes values in the pipeline's order, null where missing
 * @param gold values of the gold columns in the order of the command line, null where missing
 * @param fault why the row could not be read, null if it could
 * @param conditions values of the columns that only a condition reads, null where missing; gone once it is decided
 */
public record SourceRow(
    String file, String key, String id, List<String> texts, boolean repaired, String time, List<String> attributes, List<String> gold, String fault,
    List<String> conditions) {
  public static final String KEY = "key";
  /** Begins the fault that stands for a file, or the rest of one. */
  static final String UNREADABLE = "unreadable: ";

  static final String TIME = "time";
  static final String FAULT = "fault";
  static final String CONDITIONS = "conditions";

  public static final StructType SCHEMA = new StructType()
      .add("file", DataTypes.StringType)
      .add(KEY, DataTypes.StringType, false)
      .add("id", DataTypes.StringType)
      .add("texts", DataTypes.createArrayType(DataTypes.StringType))
      .add("repaired", DataTypes.BooleanType, false)
      .add(TIME, DataTypes.StringType)
      .add("attributes", DataTypes.createArrayType(DataTypes.StringType))
      .add("gold", DataTypes.createArrayType(DataTypes.StringType))
      .add(FAULT, DataTypes.StringType)
      .add(CONDITIONS, DataTypes.createArrayType(DataTypes.StringType));

  /** A row without columns that only a condition reads. */
  public SourceRow(
      String file, String key, String id, List<String> texts, boolean repaired, String time, List<String> attributes, List<String> gold, String fault) {
    this(file, key, id, texts, repaired, time, attributes, gold, fault, List.of());
  }

  /** True if what could not be read is not a row, but a file or the rest of one. */
  public boolean isUnreadable() {
    return fault != null && fault.startsWith(UNREADABLE);
  }

  public Row toRow() {
    return RowFactory.create(file, key, id, texts.toArray(), repaired, time, attributes.toArray(), gold.toArray(), fault, conditions.toArray());
  }

  public static SourceRow of(Row row) {
    return new SourceRow(row.getString(0), row.getString(1), row.getString(2), row.getList(3), row.getBoolean(4),
        row.getString(5), row.getList(6), row.getList(7), row.getString(8), row.getList(9));
  }
}
