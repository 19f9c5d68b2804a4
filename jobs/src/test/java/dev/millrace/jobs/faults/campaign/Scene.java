package dev.millrace.jobs.faults.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Access;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.EmbeddedPostgres;
import dev.millrace.jobs.JobFixture.Pipeline;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One case as it unfolds: its database, its run and who drives it. */
final class Scene implements AutoCloseable {
  private static final Duration LEASE_ENDS = Duration.ofSeconds(World.LEASE_SECONDS + 5);

  final World world;
  final Case drawn;
  final Timeline timeline = new Timeline();
  final Monitor monitor;
  /** Null unless a commit is to be lost. */
  final LossyProxy proxy;
  private final Path pipeline;
  private final List<Drive> replaced = new ArrayList<>();
  private final List<LocalDrive> local = new ArrayList<>();
  private Drive drive;
  private int drives;
  private boolean ownRunOnly = true;
  private boolean serverDied;
  private Map<String, Object> summary;

  Scene(World world, Case drawn) {
    this.world = world;
    this.drawn = drawn;
    if (drawn.embedded()) {
      world.server.schema(drawn.database(), World.SLOW);
    } else {
      world.server.copy(World.TEMPLATE, drawn.database());
    }
    monitor = new Monitor(settings(Access.OWNER), drawn.runId());
    proxy = drawn.kind() == Kind.LOSE_COMMIT ? new LossyProxy(port(settings(Access.OWNER))) : null;
    pipeline = world.fixture.write(drawn.database() + ".yaml", pipeline());
  }

  DatabaseSettings settings(Access access) {
    return drawn.embedded()
        ? world.server.settings(access, EmbeddedPostgres.DATABASE, drawn.database())
        : world.server.settings(access, drawn.database(), "public");
  }

  private Pipeline pipeline() {
    if (drawn.embedded()) {
      return world.fixture.pipeline().withDatabase("{url: embedded, schema: %s}".formatted(drawn.database()));
    }
    DatabaseSettings direct = settings(Access.WRITER);
    return world.pipeline(proxy == null ? direct : new DatabaseSettings(
        direct.url().replace(":" + port(direct) + "/", ":" + proxy.port() + "/"), direct.schema(), direct.user(), direct.passwordFile()));
  }

  private static int port(DatabaseSettings settings) {
    return URI.create(settings.url().substring("jdbc:".length())).getPort();
  }

  /** Begins the run, in this JVM or in another one. */
  void begin() {
    drive = drawn.kind().inAnotherProcess() ? world.driver().begin(assignment(drawn.runId())) : here(drawn.runId());
    drives = 1;
  }

  /** Another driver goes on with the run, in this JVM. */
  void goOn() {
    drive = here(drawn.runId());
    drives++;
  }

  /** As soon as the lease of a driver that lives has ended; that of a dead one is taken over at once. */
  void goOnAfter(End end) {
    if (!end.equals(End.KILLED)) {
      awaitFree();
    }
    goOn();
  }

  /** Takes the place of a driver that stands still, and must find out once it moves again: before, it could renew its lease. */
  void replace() {
    replaced.add(drive);
    awaitFree();
    goOn();
    Moments.await("the lease of the other driver", World.LONGEST, () -> drive.ended() || !monitor.isFree());
  }

  private void awaitFree() {
    Moments.await("the end of the lease", LEASE_ENDS.plus(World.LONGEST), monitor::isFree);
  }

  /** A driver in this JVM, over what the run is to read now. */
  LocalDrive here(String runId) {
    LocalDrive begun = LocalDrive.start(world.spark, assignment(runId));
    local.add(begun);
    return begun;
  }

  private Assignment assignment(String runId) {
    Stream<Path> inputs = readsMore() ? Stream.of(world.input, world.more) : Stream.of(world.input);
    return new Assignment(pipeline.toString(), runId, inputs.map(Path::toString).toList());
  }

  private boolean readsMore() {
    return drawn.moreInput() && drives >= 1 && ownRunOnly;
  }

  /** What an undisturbed run leaves that read the same. */
  World.Undisturbed expected() {
    return drawn.moreInput() && drives > 1 ? world.withMore : world.once;
  }

  /** What the driver reported that came to the run's end. */
  Map<String, Object> summary() {
    return summary;
  }

  void summary(Map<String, Object> reported) {
    summary = reported;
  }

  Drive drive() {
    return drive;
  }

  int drives() {
    return drives;
  }

  /** Says that another run writes to the same source. */
  void share() {
    ownRunOnly = false;
  }

  void serverDies() {
    serverDied = true;
  }

  boolean serverDied() {
    return serverDied;
  }

  boolean ownRunOnly() {
    return ownRunOnly;
  }

  /** Waits until so many more slices are finished; false if the driver ends before. */
  boolean reach(int moreSlices) {
    int target = Math.min(World.SLICES - 1, monitor.finished().orElse(0) + moreSlices);
    Drive watched = drive;
    Moments.await("%d slices".formatted(target), World.LONGEST, () -> watched.ended() || monitor.finished().orElse(0) >= target);
    return !watched.ended();
  }

  /** Drivers that lost their lease end without a commit, and say why. */
  void requireReplacedDriversBrokeOff() {
    for (Drive lost : replaced) {
      End end = lost.end();
      timeline.note("the replaced driver ended with %d: %s", end.exitCode(), end.message());
      assertThat(end.exitCode()).as("exit code of a driver that lost its lease: %s", end.message()).isEqualTo(End.BROKE_OFF);
    }
  }

  /** Ends every driver of a case that went wrong, so that the next case finds its world as it must be. */
  void breakOff() {
    world.driver().kill();
    world.spark.sparkContext().cancelAllJobs();
    local.forEach(here -> Moments.await("the end of a driver", World.LONGEST, here::ended));
    world.server.join();
  }

  @Override
  public void close() {
    monitor.close();
    if (proxy != null) {
      proxy.close();
    }
  }
}
