package dev.millrace.jobs.faults.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One run and what is done to it, all drawn from the seed.
 *
 * @param embedded true on the embedded database that the killed driver leaves as an orphan; else on a server
 * @param moreInput true if a run that goes on finds one more file
 * @param random for what a strike draws
 */
record Case(long seed, List<Strike> strikes, boolean embedded, boolean moreInput, Random random) {
  private static final int LATEST_MILLIS = 150;
  private static final Kind[] SECOND =
      {Kind.KILL_TASK, Kind.KILL_POSTGRES, Kind.KILL_BACKEND, Kind.CUT_CONNECTION, Kind.PAUSE_POSTGRES};

  static Case draw(long seed) {
    Random random = new Random(seed);
    Kind kind = Kind.of(seed);
    List<Strike> strikes = new ArrayList<>();
    strikes.add(strike(kind, random));
    boolean two = random.nextInt(10) < 4;
    if (two && kind != Kind.DUPLICATE_DRIVER && kind != Kind.PAUSE_DRIVER) {
      // Against the same driver, or against the one that goes on after it.
      strikes.add(strike(SECOND[random.nextInt(SECOND.length)], random));
    }
    boolean embedded = random.nextBoolean() && kind == Kind.KILL_DRIVER;
    boolean moreInput = random.nextInt(5) == 0;
    return new Case(seed, strikes, embedded, moreInput, random);
  }

  private static Strike strike(Kind kind, Random random) {
    return new Strike(kind, 1 + random.nextInt(World.SLICES / 2 - 1), random.nextInt(LATEST_MILLIS));
  }

  Kind kind() {
    return Kind.of(seed);
  }

  String runId() {
    return "case-" + seed;
  }

  /** Of its database, or of its schema in the embedded one. */
  String database() {
    return "case_" + seed;
  }
}
