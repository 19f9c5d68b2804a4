package dev.millrace.jobs.source;

import dev.millrace.jobs.source.bytes.FilePart;
import dev.millrace.jobs.source.bytes.InputBytes;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;

/** Reads the rows of a part of a file, on an executor. What the file cannot give is an IOException. */
interface RowReader extends Closeable {
  /** Null at the end. */
  SourceRow next() throws IOException;

  /** Travels to the executors. */
  interface Opener extends Serializable {
    RowReader open(InputBytes bytes, FilePart part) throws IOException;
  }
}
