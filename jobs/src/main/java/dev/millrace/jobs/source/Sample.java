package dev.millrace.jobs.source;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The ids whose hashes are the smallest: the same ones in every run, however the rows are split into files and tasks, and
 * mostly the same ones after documents were added. All rows of an id stay together.
 */
public final class Sample {
  private static final int LEAST_BUFFER = 1 << 16;

  private Sample() {}

  /** Rows of {@link SourceRow#SCHEMA}, of {@code limit} ids at most. Reads all once to find out which; holds eight bytes for each id chosen. */
  public static Dataset<Row> of(Dataset<Row> rows, long limit) {
    Column hash = functions.xxhash64(functions.col(SourceRow.KEY));
    Column unreadable = functions.coalesce(functions.col(SourceRow.FAULT), functions.lit("")).startsWith(SourceRow.UNREADABLE);
    Smallest smallest = new Smallest(Math.toIntExact(Math.min(limit, Integer.MAX_VALUE / 4)));
    long[] chosen = rows.filter(functions.not(unreadable)).select(hash).toJavaRDD().mapPartitions(smallest).fold(new long[0], smallest);
    // A file that could not be read is told of, however few documents are asked for.
    return chosen.length < limit ? rows : rows.filter(unreadable.or(hash.leq(chosen[chosen.length - 1])));
  }

  /** Finds the smallest distinct numbers, in order. */
  record Smallest(int count) implements FlatMapFunction<Iterator<Row>, long[]>, Function2<long[], long[], long[]> {
    @Override
    public Iterator<long[]> call(Iterator<Row> rows) {
      long[] buffer = new long[LEAST_BUFFER];
      int size = 0;
      while (rows.hasNext()) {
        buffer[size++] = rows.next().getLong(0);
        if (size == buffer.length) {
          size = settle(buffer, size);
          // Half of it free, or each settling would be soon followed by another.
          buffer = size > buffer.length / 2 ? Arrays.copyOf(buffer, Math.min(2 * buffer.length, Math.max(2 * count, LEAST_BUFFER))) : buffer;
        }
      }
      return List.of(Arrays.copyOf(buffer, settle(buffer, size))).iterator();
    }

    @Override
    public long[] call(long[] some, long[] others) {
      long[] all = Arrays.copyOf(some, some.length + others.length);
      System.arraycopy(others, 0, all, some.length, others.length);
      return Arrays.copyOf(all, settle(all, all.length));
    }

    /** Sorts, drops what is there twice, and keeps the smallest; how many is the answer. */
    private int settle(long[] numbers, int size) {
      Arrays.sort(numbers, 0, size);
      int kept = 0;
      for (int i = 0; i < size && kept < count; i++) {
        if (kept == 0 || numbers[i] != numbers[kept - 1]) {
          numbers[kept++] = numbers[i];
        }
      }
      return kept;
    }
  }
}
