package dev.millrace.jobs.faults.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** How each kind of fault is brought about. */
final class Strikes {
  private static final int SHORT_PAUSE_MILLIS = 1_000;
  private static final int LEASE_MILLIS = World.LEASE_SECONDS * 1_000;
  private static final int LONGEST_OUTAGE_MILLIS = 5_000;

  private final Scene scene;
  private final Random random;

  Strikes(Scene scene) {
    this.scene = scene;
    this.random = scene.drawn.random();
  }

  void bring(Kind kind) {
    switch (kind) {
      case KILL_DRIVER -> killDriver();
      case KILL_TASK -> killTasks();
      case KILL_POSTGRES -> killPostgres();
      case KILL_BACKEND -> killBackend();
      case CUT_CONNECTION -> cutConnections();
      case LOSE_COMMIT -> loseCommit();
      case PAUSE_DRIVER -> pauseDriver();
      case PAUSE_POSTGRES -> pausePostgres();
      case DUPLICATE_DRIVER -> duplicateDriver();
    }
  }

  private void note(String event, Object... arguments) {
    scene.timeline.note(event, arguments);
  }

  private void killDriver() {
    DriverProcess driver = scene.world.driver();
    if (!scene.drawn.embedded()) {
      driver.kill();
      note("killed driver %d", driver.pid());
      return;
    }
    scene.world.server.leave();
    long postmaster = scene.world.server.postmaster();
    driver.kill();
    note("killed driver %d, the only user of PostgreSQL %d", driver.pid(), postmaster);
    assertThat(ProcessHandle.of(postmaster)).as("PostgreSQL outlives the killed driver").isPresent();
    scene.world.server.join();
    assertThat(scene.world.server.postmaster()).as("the orphaned server is adopted").isEqualTo(postmaster);
  }

  /** By Spark, or by an interrupt of the thread alone. */
  private void killTasks() {
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      if (random.nextInt(3) == 0) {
        List<Thread> threads = RunningTasks.threads();
        if (!threads.isEmpty()) {
          Thread struck = threads.get(random.nextInt(threads.size()));
          struck.interrupt();
          note("interrupted %s", struck.getName());
        }
      } else {
        List<Long> running = scene.world.tasks.ids();
        if (!running.isEmpty()) {
          long task = running.get(random.nextInt(running.size()));
          scene.world.spark.sparkContext().killTaskAttempt(task, true, "fault campaign");
          note("killed task %d", task);
        }
      }
      Moments.pass(random.nextInt(100));
    }
  }

  private void killPostgres() {
    scene.serverDies();
    boolean kill = random.nextBoolean();
    int millis = outage();
    if (kill) {
      Signal.KILL.send(List.of(scene.world.server.postmaster()));
    } else {
      scene.world.server.crash();
    }
    note(kill ? "killed the postmaster" : "shut PostgreSQL down at once");
    Moments.pass(millis);
    scene.world.server.restart();
    note("PostgreSQL runs again, begun %d ms after", millis);
  }

  /** One in five lasts. */
  private int outage() {
    return random.nextInt(random.nextInt(5) == 0 ? LONGEST_OUTAGE_MILLIS : SHORT_PAUSE_MILLIS);
  }

  /** PostgreSQL then ends all others and recovers by itself. */
  private void killBackend() {
    List<Long> backends = scene.monitor.backends("millrace%");
    if (!backends.isEmpty()) {
      long backend = backends.get(random.nextInt(backends.size()));
      scene.serverDies();
      Signal.KILL.send(List.of(backend));
      note("killed backend %d", backend);
    }
  }

  private void cutConnections() {
    String[] names = {"millrace " + scene.drawn.runId() + "/%", "millrace " + scene.drawn.runId(), "millrace lease", "millrace driver", "millrace%"};
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      String like = names[random.nextInt(names.length)];
      int cut = scene.monitor.rows("""
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%s'""".formatted(like)).size();
      note("terminated %d connections like '%s'", cut, like);
      Moments.pass(random.nextInt(200));
    }
  }

  private void loseCommit() {
    boolean done = random.nextInt(3) > 0;
    boolean atTheEnd = random.nextInt(5) == 0;
    LossyProxy.Loss loss = scene.proxy.lose(atTheEnd ? "UPDATE run SET state" : "millrace " + scene.drawn.runId() + "/", done);
    Drive driver = scene.drive();
    Moments.await("a commit", World.LONGEST, () -> loss.happened().isDone() || driver.ended());
    assertThat(loss.happened()).as("a commit was lost").isDone();
    note("lost %s of %s", done ? "the answer" : "the commit", atTheEnd ? "the run's end" : "a slice");
  }

  /** Shorter than its lease, or longer; then with or without another driver that takes the run over, and may even end it, meanwhile. */
  private void pauseDriver() {
    DriverProcess driver = scene.world.driver();
    boolean beyond = random.nextInt(3) > 0;
    boolean takenOver = beyond && random.nextBoolean();
    driver.stop();
    note("stopped driver %d", driver.pid());
    try {
      if (!takenOver) {
        Moments.pass(beyond ? LEASE_MILLIS + random.nextInt(SHORT_PAUSE_MILLIS) : random.nextInt(LEASE_MILLIS / 2));
        return;
      }
      scene.replace();
      note("another driver begins");
      if (random.nextInt(3) == 0) {
        scene.drive().end();
        note("another driver has ended");
      } else {
        Moments.pass(random.nextInt(2 * SHORT_PAUSE_MILLIS));
      }
    } finally {
      driver.wake();
      note("driver %d goes on", driver.pid());
    }
  }

  private void pausePostgres() {
    List<Long> all = scene.world.server.processes();
    List<Long> serving = scene.monitor.backends("millrace%");
    List<Long> struck = switch (random.nextInt(3)) {
      case 0 -> all;
      case 1 -> all.subList(0, 1);
      default -> some(serving);
    };
    int millis = outage();
    Signal.STOP.send(struck);
    note("stopped %d processes of PostgreSQL", struck.size());
    Moments.pass(millis);
    Signal.CONT.send(struck);
    note("they go on after %d ms", millis);
  }

  private List<Long> some(List<Long> processes) {
    List<Long> some = new ArrayList<>(processes);
    some.removeIf(process -> random.nextBoolean());
    return some;
  }

  private void duplicateDriver() {
    if (random.nextBoolean()) {
      scene.share();
      End other = scene.here(scene.drawn.runId() + "-other").end();
      note("another run over the same source ended with %d: %s", other.exitCode(), other.message());
      assertThat(other.exitCode()).as(other.message()).isEqualTo(End.DONE);
      return;
    }
    End second = scene.here(scene.drawn.runId()).end();
    note("a second driver ended with %d: %s", second.exitCode(), second.message());
    if (second.exitCode() != End.DONE) {
      assertThat(second.exitCode()).isEqualTo(End.REFUSED);
      assertThat(second.message()).contains("Run %s is being driven by process %d on host ".formatted(scene.drawn.runId(), scene.world.driver().pid()));
    }
  }
}
