package dev.millrace.jobs.source;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.mapred.FsInput;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.orc.TypeDescription;
import org.apache.parquet.hadoop.Footer;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.avro.SchemaConverters;
import org.apache.spark.sql.execution.datasources.orc.OrcUtils;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads the header or footer of each Parquet, ORC or Avro file by itself: one that is damaged costs itself only, and files
 * that differ are told by name. Spark would look at one file and take it for all.
 */
final class FileSchemas {
  private FileSchemas() {}

  /** @param json the schema; null if the file is damaged */
  record FileSchema(String path, String json) implements Serializable {
    StructType schema() {
      return (StructType) DataType.fromJson(json);
    }
  }

  /** In the order of the paths. */
  static List<FileSchema> read(SparkSession spark, String format, List<String> paths) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int tasks = Math.min(paths.size(), 4 * context.defaultParallelism());
    return context.parallelize(paths, tasks).map(new Look(format, new SerializableConfiguration(context.hadoopConfiguration()))).collect();
  }

  private record Look(String format, SerializableConfiguration configuration) implements Function<String, FileSchema> {
    @Override
    public FileSchema call(String path) {
      requireReachable(new Path(path), configuration.value());
      Object found;
      try {
        found = schema(new Path(path), configuration.value());
      } catch (Exception e) {
        return new FileSchema(path, null);
      }
      try {
        return new FileSchema(path, converted(new Path(path), found).json());
      } catch (Exception e) {
        throw new MillraceException(ErrorKind.DATA, "The schema of input %s cannot be used: %s".formatted(FilePaths.readable(path), e.getMessage()), e);
      }
    }

    /** A store that does not answer, or not to us, says nothing about the file. */
    private static void requireReachable(Path path, Configuration configuration) {
      try (FSDataInputStream in = path.getFileSystem(configuration).open(path)) {
        in.read();
      } catch (FileNotFoundException | AccessControlException e) {
        throw MillraceException.external(e, "Input %s cannot be opened: it is gone, or may not be read", FilePaths.readable(path.toString()));
      } catch (IOException e) {
        throw MillraceException.external(e, "Input %s cannot be opened: %s", FilePaths.readable(path.toString()), e.getMessage());
      }
    }

    private Object schema(Path path, Configuration configuration) throws IOException {
      switch (format) {
        case "parquet":
          try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(path, configuration))) {
            return reader.getFooter();
          }
        case "orc":
          return OrcUtils.readSchema(path, configuration, false).get();
        case "avro":
          try (DataFileReader<Object> reader = new DataFileReader<>(new FsInput(path, configuration), new GenericDatumReader<>())) {
            return reader.getSchema();
          }
        default:
          throw new IllegalArgumentException(format);
      }
    }

    private static StructType converted(Path path, Object schema) {
      if (schema instanceof ParquetMetadata footer) {
        return ParquetFileFormat.readSchemaFromFooter(new Footer(path, footer), new ParquetToSparkSchemaConverter(SQLConf.get()));
      }
      return schema instanceof TypeDescription orc ? OrcUtils.toCatalystSchema(orc) : (StructType) SchemaConverters.toSqlType((Schema) schema).dataType();
    }
  }
}
