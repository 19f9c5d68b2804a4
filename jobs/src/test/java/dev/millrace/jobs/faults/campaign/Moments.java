package dev.millrace.jobs.faults.campaign;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** Waiting. */
final class Moments {
  private Moments() {}

  static void await(String what, Duration longest, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(longest).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  static <T> T awaitPresent(String what, Supplier<Optional<T>> supplier) {
    return Awaitility.await(what).atMost(World.LONGEST).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20))
        .until(supplier::get, Optional::isPresent).orElseThrow();
  }

  static void pass(long millis) {
    Duration pause = Duration.ofMillis(millis);
    Awaitility.await().atMost(pause.plusSeconds(10)).pollDelay(pause).until(() -> true);
  }
}
