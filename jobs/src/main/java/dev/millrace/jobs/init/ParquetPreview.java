package dev.millrace.jobs.init;

import dev.millrace.jobs.classify.SparkFailures;
import dev.millrace.jobs.spark.SparkSessions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The rows of a Parquet file, through Spark; nested columns have dots in their names. */
final class ParquetPreview {
  private ParquetPreview() {}

  /** Returns true if all rows were read. */
  static boolean read(String path, Profile profile) {
    try (SparkSession spark = SparkSessions.open("millrace init", 1)) {
      Dataset<Row> table = spark.read().parquet(path);
      List<String> names = new ArrayList<>();
      List<Column> columns = new ArrayList<>();
      leaves("", "", table.schema(), table, names, columns);
      names.forEach(profile::column);
      Iterator<Row> rows = table.select(columns.toArray(Column[]::new)).limit(Profile.MOST_ROWS + 1).toLocalIterator();
      while (rows.hasNext()) {
        Row row = rows.next();
        if (profile.isFull()) {
          return false;
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
          values.put(names.get(i), row.getString(i));
        }
        profile.add(values);
      }
      return true;
    } catch (Exception e) {
      throw SparkFailures.explain(e);
    }
  }

  private static void leaves(String name, String path, StructType type, Dataset<Row> table, List<String> names, List<Column> columns) {
    for (StructField field : type.fields()) {
      String fieldName = name.isEmpty() ? field.name() : name + "." + field.name();
      String quoted = "`" + field.name().replace("`", "``") + "`";
      String fieldPath = path.isEmpty() ? quoted : path + "." + quoted;
      if (field.dataType() instanceof StructType nested) {
        leaves(fieldName, fieldPath, nested, table, names, columns);
      } else {
        names.add(fieldName);
        columns.add(table.col(fieldPath).cast("string"));
      }
    }
  }
}
