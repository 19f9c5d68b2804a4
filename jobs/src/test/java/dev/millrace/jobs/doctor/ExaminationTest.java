package dev.millrace.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Finding;
import dev.millrace.cli.Finding.Level;
import dev.millrace.failure.MillraceException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ExaminationTest {
  @Test
  void whateverAProbeDoesTheOthersAreHeardInTheirOrder() {
    List<Finding> findings = new Examination(Duration.ofMillis(300))
        .add("throws", () -> {
          throw new IllegalStateException("a defect");
        })
        .add("links", () -> {
          throw new UnsatisfiedLinkError("libgone.so");
        })
        .add("hangs", () -> {
          new CountDownLatch(1).await();
          return List.of();
        })
        .add("refuses", () -> {
          throw MillraceException.usage("Expected a database, found none");
        })
        .add("works", () -> List.of(Finding.ok("works", "well")))
        .run();
    assertThat(findings).extracting(Finding::subject).containsExactly("throws", "links", "hangs", "refuses", "works");
    assertThat(findings).extracting(Finding::level).containsExactly(Level.MISSING, Level.MISSING, Level.MISSING, Level.MISSING, Level.OK);
    assertThat(findings.get(1).found()).contains("libgone.so");
    assertThat(findings.get(2).found()).contains("no answer");
    assertThat(findings.get(3).found()).isEqualTo("Expected a database, found none");
  }

  @Test
  void aChildThatCrashesIsAnAnswer() {
    ChildJvm.Answer crashed = ChildJvm.answer(134, "#\n# A fatal error has been detected by the Java Runtime Environment:\n");
    assertThat(crashed.good()).isFalse();
    assertThat(crashed.text()).contains("ended with 134", "A fatal error has been detected");
    assertThat(ChildJvm.answer(1, "noise\nbad: no libgomp\n").text()).isEqualTo("no libgomp");
    assertThat(ChildJvm.answer(137, "").text()).contains("ended with 137: it said nothing");
    assertThat(ChildJvm.answer(0, "WARN noise\ngood: 1.29\n")).isEqualTo(new ChildJvm.Answer(true, "1.29"));
  }

  @Test
  void aChildThatCannotBeLinkedSaysWhy() throws Exception {
    ChildJvm.Answer answer = ChildJvm.ask(Breaks.class, Duration.ofSeconds(60));
    assertThat(answer.good()).isFalse();
    assertThat(answer.text()).isEqualTo("no libgomp.so.1 in java.library.path");
  }

  static final class Breaks {
    public static void main(String[] args) {
      System.exit(ChildJvm.reply(() -> {
        throw new ExceptionInInitializerError(new UnsatisfiedLinkError("no libgomp.so.1\nin java.library.path"));
      }));
    }
  }
}
