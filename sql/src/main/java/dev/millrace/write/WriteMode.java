package dev.millrace.write;

/** How a slice's rows reach the tables. */
public enum WriteMode {
  /** COPY straight into the tables: for a source that has no document yet. A row that exists is a {@link DirectCopyConflict}. */
  DIRECT,
  /** COPY into stages and merge what differs. */
  MERGE
}
