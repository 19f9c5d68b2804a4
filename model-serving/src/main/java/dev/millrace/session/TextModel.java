package dev.millrace.session;

import dev.millrace.batch.TokenBatch;
import java.util.List;

/** A model that reads token batches once and answers with some rows of numbers for each. */
public interface TextModel extends AutoCloseable {
  /** What {@link #run} answers with, in order. */
  List<ModelOutput> outputs();

  /**
   * Runs one token batch. Thread-safe.
   *
   * @return for each output [rows x width] float32, row-major; row i belongs to row i of the batch
   * @throws ModelRunException if the runtime failed on this batch
   */
  float[][] run(TokenBatch batch);

  @Override
  void close();
}
