package dev.millrace.jobs.faults.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/** Runs one case: begins, strikes, goes on as often as a person would, and looks at what is left. */
final class Trial {
  private static final int MOST_DRIVES = 6;

  private final World world;
  private final Case drawn;
  private final Map<Kind, Integer> struck = new EnumMap<>(Kind.class);
  private int busy;

  Trial(World world, Case drawn) {
    this.world = world;
    this.drawn = drawn;
  }

  /** @param inBusyPhase strikes at a moment when some but not all slices were finished */
  record Result(Kind kind, Map<Kind, Integer> struck, int inBusyPhase, int drives) {}

  /** Throws with seed and timeline if anything is not as it must be. */
  Result run() {
    try (Scene scene = new Scene(world, drawn)) {
      LogMarks logs = LogMarks.of(world);
      try {
        unfold(scene);
        new Aftermath(scene).require();
        logs.requireNo(world.marker);
      } catch (Throwable e) {
        String message = "Case with seed %d (%s): %s%n%s".formatted(drawn.seed(), drawn.strikes(), e.getMessage(), scene.timeline);
        System.out.println(message);
        scene.breakOff();
        throw new AssertionError(message, e);
      }
      System.out.printf("Seed %d, %s: %d strikes, %d drivers%s%n", drawn.seed(), drawn.kind().label(), struck.size(), scene.drives(), scene.timeline);
      return new Result(drawn.kind(), struck, busy, scene.drives());
    } finally {
      if (!drawn.embedded()) {
        world.server.drop(drawn.database());
      }
    }
  }

  private void unfold(Scene scene) {
    Deque<Strike> due = new ArrayDeque<>(drawn.strikes());
    Strikes strikes = new Strikes(scene);
    scene.begin();
    while (true) {
      if (!due.isEmpty() && scene.reach(due.peek().slices())) {
        Moments.pass(due.peek().millis());
        strike(scene, strikes, due.remove().kind());
        continue;
      }
      End end = scene.drive().end();
      scene.timeline.note("driver %d ended with %d%s", scene.drives(), end.exitCode(), end.message() == null ? "" : ": " + end.message());
      if (end.exitCode() == End.DONE) {
        scene.summary(end.summary());
        scene.requireReplacedDriversBrokeOff();
        return;
      }
      assertThat(end.mayGoOn()).as("a driver may end with %d or be killed, but ended with %d: %s", End.BROKE_OFF, end.exitCode(), end.message()).isTrue();
      assertThat(scene.drives()).as("drivers of the run").isLessThan(MOST_DRIVES);
      scene.goOnAfter(end);
    }
  }

  private void strike(Scene scene, Strikes strikes, Kind kind) {
    int finished = scene.monitor.finished().orElse(0);
    scene.timeline.note("%d of %d slices are finished", finished, World.SLICES);
    if (scene.drive().ended()) {
      return;
    }
    strikes.bring(kind);
    struck.merge(kind, 1, Integer::sum);
    busy += 0 < finished && finished < World.SLICES ? 1 : 0;
  }
}
