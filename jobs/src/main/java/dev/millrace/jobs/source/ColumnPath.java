package dev.millrace.jobs.source;

import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A typed column found by its path. {@code a.b} is first the column of that name, then {@code b} within {@code a}: a field of
 * a struct, a key of a map, or that field of every struct of a list.
 */
record ColumnPath(Column column, DataType type) {
  /** Null if there is no such column. */
  static ColumnPath find(Dataset<Row> table, String path) {
    ColumnPath top = field(table.schema(), path, name -> table.col("`" + name.replace("`", "``") + "`"));
    return top == null ? hidden(table, path) : top;
  }

  /** Columns that every file has and no schema shows, such as {@code _metadata.file_path}. */
  private static ColumnPath hidden(Dataset<Row> table, String path) {
    if (!path.startsWith("_metadata.")) {
      return null;
    }
    try {
      Column column = table.col(path);
      return new ColumnPath(column, table.select(column).schema().fields()[0].dataType());
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        return null;
      }
      throw e;
    }
  }

  private interface Fields {
    Column named(String name);
  }

  private static ColumnPath field(StructType struct, String path, Fields fields) {
    StructField whole = named(struct, path);
    if (whole != null) {
      return new ColumnPath(fields.named(whole.name()), whole.dataType());
    }
    for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
      StructField outer = named(struct, path.substring(0, dot));
      ColumnPath inner = outer == null ? null : new ColumnPath(fields.named(outer.name()), outer.dataType()).within(path.substring(dot + 1));
      if (inner != null) {
        return inner;
      }
    }
    return null;
  }

  private ColumnPath within(String path) {
    if (type instanceof StructType struct) {
      return field(struct, path, column::getField);
    }
    if (type instanceof MapType map && map.keyType() instanceof StringType) {
      int dot = map.valueType() instanceof StructType ? path.indexOf('.') : -1;
      ColumnPath value = new ColumnPath(column.getItem(dot < 0 ? path : path.substring(0, dot)), map.valueType());
      return dot < 0 ? value : value.within(path.substring(dot + 1));
    }
    if (type instanceof ArrayType list && list.elementType() instanceof StructType struct) {
      ColumnPath inner = field(struct, path, column::getField);
      return inner == null ? null : new ColumnPath(inner.column(), DataTypes.createArrayType(inner.type()));
    }
    return null;
  }

  /** As it is written; else, since databases differ in that, whatever its case. */
  private static StructField named(StructType struct, String name) {
    StructField other = null;
    for (StructField field : struct.fields()) {
      if (field.name().equals(name)) {
        return field;
      }
      other = field.name().equalsIgnoreCase(name) ? field : other;
    }
    return other;
  }
}
