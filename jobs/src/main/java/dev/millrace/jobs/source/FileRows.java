package dev.millrace.jobs.source;

import dev.millrace.jobs.source.bytes.FilePart;
import dev.millrace.jobs.source.bytes.InputBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** Reads files by a reader of ours. What of a file cannot be read costs one row, and the rows before it are kept. */
record FileRows(Columns columns, RowReader.Opener opener, Broadcast<SerializableConfiguration> configuration) implements FlatMapFunction<ArrayList<FilePart>, Row> {

  static Dataset<Row> of(SparkSession spark, List<ArrayList<FilePart>> packs, Columns columns, RowReader.Opener opener) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    JavaRDD<Row> rows = context.parallelize(packs, packs.size()).flatMap(new FileRows(columns, opener, context.broadcast(new SerializableConfiguration(hadoop))));
    return spark.createDataset(rows.rdd(), Encoders.row(SourceRow.SCHEMA));
  }

  @Override
  public Iterator<Row> call(ArrayList<FilePart> parts) {
    PartsIterator rows = new PartsIterator(parts.iterator());
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> rows.close());
    return rows;
  }

  private final class PartsIterator implements Iterator<Row> {
    private final InputBytes bytes = new InputBytes(configuration.value().value());
    private final TaskContext task = TaskContext.get();
    private final Iterator<FilePart> parts;
    private FilePart part;
    private RowReader reader;
    private SourceRow next;

    PartsIterator(Iterator<FilePart> parts) {
      this.parts = parts;
    }

    @Override
    public boolean hasNext() {
      while (next == null && (reader != null || parts.hasNext())) {
        if (task.isInterrupted()) {
          throw new TaskKilledException("while reading");
        }
        next = read();
      }
      return next != null;
    }

    /** Null where one part is at its end. */
    private SourceRow read() {
      try {
        if (reader == null) {
          part = parts.next();
          reader = opener.open(bytes, part);
        }
        SourceRow row = reader.next();
        if (row == null) {
          close();
        }
        return row;
      } catch (IOException e) {
        close();
        return columns.unreadable(FilePaths.readable(part.path()), e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
      }
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = next.toRow();
      next = null;
      return row;
    }

    private void close() {
      try {
        if (reader != null) {
          reader.close();
        }
      } catch (IOException e) {
        // All that was wanted was read, or the reason why not is known.
        return;
      } finally {
        reader = null;
      }
    }
  }
}
