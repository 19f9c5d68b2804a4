package dev.millrace.fuzz;

import java.util.Arrays;

/** What Jazzer calls. The first byte of an input chooses the target, so that one JVM fuzzes several. */
public final class FuzzDriver {
  private static FuzzTarget[] targets;

  private FuzzDriver() {}

  /** @param names classes of the targets */
  public static void fuzzerInitialize(String[] names) throws ReflectiveOperationException {
    if (names.length == 0) {
      throw new IllegalArgumentException("No targets");
    }
    targets = new FuzzTarget[names.length];
    for (int i = 0; i < names.length; i++) {
      targets[i] = (FuzzTarget) Class.forName(names[i]).getConstructor().newInstance();
    }
  }

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    if (input.length > 0) {
      targets[(input[0] & 0xFF) % targets.length].check(Arrays.copyOfRange(input, 1, input.length));
    }
  }
}
