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

/** The job killed with SIGKILL and continued leaves what an undisturbed one does. */
class KilledJobIT {
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

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("four")
  void aKilledJobContinuesToWhatAnUndisturbedOneLeaves(long seed) throws Exception {
    kills.killAndContinue(seed);
  }

  @Tag("faults")
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("twenty")
  void manyKilledJobsContinueToWhatAnUndisturbedOneLeaves(long seed) throws Exception {
    kills.killAndContinue(seed);
  }

  static LongStream four() {
    return seeds(4);
  }

  static LongStream twenty() {
    return seeds(20);
  }

  /** Others each time; {@code -Dmillrace.test.seed} begins with that of a failure. */
  private static LongStream seeds(int count) {
    Long first = Long.getLong("millrace.test.seed");
    LongStream others = new Random().longs(count, 0, Integer.MAX_VALUE);
    return first == null ? others : LongStream.concat(LongStream.of(first), others.skip(1));
  }
}
