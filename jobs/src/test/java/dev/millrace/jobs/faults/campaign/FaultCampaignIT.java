package dev.millrace.jobs.faults.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs to which something happens leave what an undisturbed one does: nothing lost, nothing doubled, usage billed once. */
class FaultCampaignIT {
  private static final String SEED = "millrace.test.seed";

  @TempDir
  private static Path directory;
  private static World world;
  private static Results results;

  @BeforeAll
  static void runsUndisturbed() {
    results = new Results();
    world = new World(directory);
  }

  @AfterAll
  static void close() {
    if (world == null) {
      return;
    }
    world.close();
    System.out.print(results.table());
    if (Long.getLong(SEED) == null) {
      results.requireMostInTheBusyPhase();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("few")
  void aStruckRunLeavesWhatAnUndisturbedOneDoes(long seed) throws IOException {
    strike(seed);
  }

  @Tag("faults")
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("many")
  void everyStruckRunLeavesWhatAnUndisturbedOneDoes(long seed) throws IOException {
    strike(seed);
  }

  private static void strike(long seed) throws IOException {
    results.begin(Kind.of(seed));
    try {
      results.end(new Trial(world, Case.draw(seed)).run());
    } finally {
      // After each case: a campaign that is broken off has said what it found.
      Files.writeString(Path.of("target", "fault-campaign.md"), results.table());
    }
  }

  /** One of each kind, and a second killed driver. */
  static LongStream few() {
    return seeds(Kind.values().length + 1);
  }

  /** More than two hundred faults, since some cases have two; or as many cases as {@code -Dmillrace.test.cases} says. */
  static LongStream many() {
    return seeds(Integer.getInteger("millrace.test.cases", 171));
  }

  /** The kinds in turn, other seeds each time; {@code -Dmillrace.test.seed} replays that of a failure alone. */
  private static LongStream seeds(int cases) {
    Long replayed = Long.getLong(SEED);
    if (replayed != null) {
      return LongStream.of(replayed);
    }
    Random random = new Random();
    Kind[] kinds = Kind.values();
    return IntStream.range(0, cases).mapToLong(i -> kinds[i % kinds.length].seed(kinds.length + random.nextInt(Integer.MAX_VALUE)));
  }
}
