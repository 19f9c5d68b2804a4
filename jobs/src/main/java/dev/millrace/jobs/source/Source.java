package dev.millrace.jobs.source;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Somewhere to read documents from. Driver side; what it returns is read on the executors. */
public interface Source {
  /** Rows of {@link SourceRow#SCHEMA}, in any order. Throws DATA, naming path and columns, if a mapped column is missing. */
  Dataset<Row> rows();

  /** What was found out about the input and not told by the pipeline, such as {@code encoding} and {@code delimiter}; printed, and part of the summary. */
  default Map<String, String> detected() {
    return Map.of();
  }
}
