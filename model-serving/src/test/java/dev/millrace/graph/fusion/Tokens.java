package dev.millrace.graph.fusion;

import java.util.Arrays;
import java.util.Random;

/** Row-major [rows, length] inputs of an encoder. */
record Tokens(int rows, int length, long[] ids, long[] mask, long[] types) {
  private static final int VOCABULARY = 30_522;

  /** Random ids, both token types; row i has {@code lengths[i]} tokens and is padded on the right. */
  static Tokens padded(int length, int... lengths) {
    Random random = new Random(7);
    long[] ids = new long[lengths.length * length];
    long[] mask = new long[ids.length];
    long[] types = new long[ids.length];
    for (int row = 0; row < lengths.length; row++) {
      for (int i = 0; i < lengths[row]; i++) {
        int at = row * length + i;
        ids[at] = 1 + random.nextInt(VOCABULARY - 1);
        mask[at] = 1;
        types[at] = i > lengths[row] / 2 ? 1 : 0;
      }
    }
    return new Tokens(lengths.length, length, ids, mask, types);
  }

  Tokens alone(int row, int tokens) {
    return new Tokens(1, tokens, slice(ids, row, tokens), slice(mask, row, tokens), slice(types, row, tokens));
  }

  Tokens mirrored() {
    return new Tokens(rows, length, mirrored(ids), mirrored(mask), mirrored(types));
  }

  private long[] slice(long[] values, int row, int tokens) {
    return Arrays.copyOfRange(values, row * length, row * length + tokens);
  }

  private static long[] mirrored(long[] values) {
    long[] mirrored = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      mirrored[i] = values[values.length - 1 - i];
    }
    return mirrored;
  }
}
