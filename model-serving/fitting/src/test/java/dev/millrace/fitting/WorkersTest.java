package dev.millrace.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {
  @Test
  void everyPieceIsDoneOnceBeforeTheCallReturns() {
    AtomicIntegerArray done = new AtomicIntegerArray(1_000);
    try (Workers workers = new Workers(4)) {
      for (int round = 1; round <= 200; round++) {
        workers.forEach(1_000, done::incrementAndGet);
        for (int i = 0; i < 1_000; i++) {
          assertThat(done.get(i)).isEqualTo(round);
        }
      }
    }
  }

  @Test
  void failureOfAPieceReachesTheCaller() {
    try (Workers workers = new Workers(3)) {
      assertThatThrownBy(() -> workers.forEach(10, i -> {
        throw new IllegalArgumentException("piece");
      })).hasStackTraceContaining("piece");
    }
  }
}
