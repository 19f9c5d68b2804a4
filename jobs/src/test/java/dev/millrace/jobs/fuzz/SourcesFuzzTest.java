package dev.millrace.jobs.fuzz;

import dev.millrace.fuzz.FuzzTarget;
import dev.millrace.fuzz.Fuzzing;
import dev.millrace.jobs.source.JsonLineTarget;
import dev.millrace.jobs.source.TimesTarget;
import dev.millrace.jobs.source.csv.CsvTarget;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What reads inputs, under any input: what was found stays mended, and a short search finds nothing new. */
class SourcesFuzzTest {
  private static final int SHORT_SECONDS = 1;
  /** The short search is the same each time, as far as its seconds go: new findings are for the long one. */
  private static final int SAME_SEARCH = 1;
  private static final int LONG_SECONDS = 120;

  static List<Class<? extends FuzzTarget>> targets() {
    return List.of(JsonLineTarget.class, CsvTarget.class, TimesTarget.class);
  }

  @ParameterizedTest
  @MethodSource("targets")
  void everyInputThatWasKept(Class<? extends FuzzTarget> target) throws Exception {
    Fuzzing.replay(target);
  }

  @Test
  void aShortSearch() throws Exception {
    Fuzzing.fuzz(SHORT_SECONDS * targets().size(), SAME_SEARCH, targets());
  }

  @ParameterizedTest
  @MethodSource("targets")
  @Tag("fuzz")
  void aLongSearch(Class<? extends FuzzTarget> target) throws Exception {
    Fuzzing.fuzz(LONG_SECONDS, 0, List.of(target));
  }
}
