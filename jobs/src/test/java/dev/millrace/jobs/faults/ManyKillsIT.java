package dev.millrace.jobs.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link KilledJobIT}, at twenty instants. */
@Tag("faults")
class ManyKillsIT {
  @TempDir
  private static Path directory;
  private static Kills kills;

  @BeforeAll
  static void runsUndisturbed() throws IOException {
    kills = new Kills(directory);
  }

  @AfterAll
  static void close() {
    kills.close();
  }

  static LongStream seeds() {
    return new Random(Long.getLong("millrace.test.seed", System.nanoTime())).longs(20, 0, Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aKilledJobContinuesToWhatAnUndisturbedOneLeaves(long seed) throws Exception {
    kills.killAndContinue(seed);
  }
}
