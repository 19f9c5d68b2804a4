package dev.millrace.jobs.faults.campaign;

/** What is done to a run. */
enum Kind {
  KILL_DRIVER("kill driver", true),
  KILL_TASK("kill task", false),
  KILL_POSTGRES("kill PostgreSQL", false),
  KILL_BACKEND("kill a backend", false),
  CUT_CONNECTION("cut connections", false),
  LOSE_COMMIT("lose a commit's answer", false),
  PAUSE_DRIVER("pause driver", true),
  PAUSE_POSTGRES("pause PostgreSQL", false),
  DUPLICATE_DRIVER("duplicate driver", true);

  private final String label;
  private final boolean inAnotherProcess;

  Kind(String label, boolean inAnotherProcess) {
    this.label = label;
    this.inAnotherProcess = inAnotherProcess;
  }

  /** A seed says what kind it is of, so that a case can be replayed by its seed alone. */
  static Kind of(long seed) {
    return values()[(int) Math.floorMod(seed, (long) values().length)];
  }

  /** The next seed of this kind. */
  long seed(long from) {
    return from - Math.floorMod(from, (long) values().length) + ordinal();
  }

  String label() {
    return label;
  }

  /** True if the driver that it strikes must not share this JVM. */
  boolean inAnotherProcess() {
    return inAnotherProcess;
  }
}
