package dev.millrace.jobs.source.bytes;

import static dev.millrace.failure.Require.require;

import java.util.List;

/**
 * Some bytes of a file, decompressed.
 *
 * @param head from the beginning
 * @param pieces from further on, which may begin and end within a character
 * @param whole true if the head is the file
 */
public record FileSample(byte[] head, List<byte[]> pieces, boolean whole) {
  public FileSample {
    pieces = List.copyOf(pieces);
    require(!whole || pieces.isEmpty(), "the pieces of a whole file are in its head");
  }

  /** Of the beginning alone, which may be all. */
  public static FileSample of(byte[] head) {
    return new FileSample(head, List.of(), false);
  }
}
