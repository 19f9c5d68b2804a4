package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.FileSchemas.FileSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * One schema for files that were written at different times: columns by name, null where a file has none of that name. The
 * same name with another type is refused, since no choice would be right for both.
 */
final class MergedSchema {
  private final Map<String, String> fileOf = new HashMap<>();
  private String file;

  private MergedSchema() {}

  /** Throws DATA, naming column and both files, for types that differ. */
  static StructType of(List<FileSchema> files) {
    MergedSchema merging = new MergedSchema();
    StructType merged = new StructType();
    String last = null;
    for (FileSchema one : files) {
      // Most files of a table have the very same.
      if (!one.json().equals(last)) {
        merging.file = one.path();
        merged = merging.merge(merged, one.schema(), "");
        last = one.json();
      }
    }
    return merged;
  }

  private StructType merge(StructType known, StructType other, String path) {
    Map<String, StructField> fields = new LinkedHashMap<>();
    for (StructField field : known.fields()) {
      fields.put(field.name(), field);
    }
    for (StructField field : other.fields()) {
      String name = path + field.name();
      StructField before = fields.get(field.name());
      fileOf.putIfAbsent(name, file);
      DataType type = before == null ? merge(field.dataType(), field.dataType(), name) : merge(before.dataType(), field.dataType(), name);
      fields.put(field.name(), new StructField(field.name(), type, true, field.metadata()));
    }
    return DataTypes.createStructType(new ArrayList<>(fields.values()));
  }

  private DataType merge(DataType known, DataType other, String path) {
    if (known instanceof StructType one && other instanceof StructType two) {
      return merge(one, two, path + ".");
    }
    if (known instanceof ArrayType one && other instanceof ArrayType two) {
      return DataTypes.createArrayType(merge(one.elementType(), two.elementType(), path), true);
    }
    if (known instanceof MapType one && other instanceof MapType two && one.keyType().equals(two.keyType())) {
      return DataTypes.createMapType(one.keyType(), merge(one.valueType(), two.valueType(), path), true);
    }
    if (!known.equals(other)) {
      throw MillraceException.data("Column %s is %s in input %s but %s in %s; expected one type in every file",
          path, known.simpleString(), FilePaths.readable(fileOf.get(path)), other.simpleString(), FilePaths.readable(file));
    }
    return known;
  }
}
