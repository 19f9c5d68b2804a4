package dev.millrace.jobs;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.decision.RejectionReason;
import dev.millrace.failure.ErrorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Page and code say the same: a message that changes, comes or goes must change, come or go in {@code docs/runbook.md}. */
class RunbookTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/runbook.md");

  private static Runbook runbook;
  private static ErrorTexts code;

  @BeforeAll
  static void read() throws IOException {
    runbook = Runbook.read(PAGE);
    code = ErrorTexts.ofSources(ROOT);
  }

  @Test
  void everyErrorKindHasItsExitCodeAndASection() {
    for (ErrorKind kind : ErrorKind.values()) {
      assertThat(runbook.kinds()).containsEntry(Integer.toString(kind.exitCode()), kind.name());
      assertThat(runbook.rows().keySet()).as("headings").anyMatch(heading -> heading.startsWith("Exit " + kind.exitCode()) && heading.contains(kind.name()));
    }
    Set<String> known = Arrays.stream(ErrorKind.values()).map(kind -> Integer.toString(kind.exitCode())).collect(toSet());
    known.addAll(List.of("0", "130, 143"));
    assertThat(runbook.kinds().keySet()).as("exit codes on the page").isEqualTo(known);
  }

  @ParameterizedTest
  @EnumSource(ErrorKind.class)
  void noMessageOnThePageIsOneThatNoCodeSays(ErrorKind kind) {
    List<Pattern> said = runbook.messages(kind).stream().filter(pattern -> isMessage(kind, pattern)).toList();
    assertThat(said).isNotEmpty();
    assertThat(Runbook.unknown(said, code.of(kind))).as("on the page, but in no code").isEmpty();
  }

  /** Exit 4's section holds the reasons to reject a document, too. */
  private static boolean isMessage(ErrorKind kind, Pattern pattern) {
    return kind != ErrorKind.DATA || Stream.of(RejectionReason.values()).noneMatch(reason -> pattern.matcher(reason.label()).matches());
  }

  @Test
  void everyFailureOfAnOutsideSystemIsOnThePage() {
    assertThat(Runbook.missing(code.of(ErrorKind.EXTERNAL), runbook.messages(ErrorKind.EXTERNAL))).as("messages that %s does not explain", PAGE).isEmpty();
  }

  @Test
  void everyRefusalOfTheLedgerAndEveryFailureOfTheJobIsOnThePage() {
    assertThat(Runbook.missing(code.of(ErrorKind.USAGE, "/ledger/"), runbook.messages(ErrorKind.USAGE))).as("messages that %s does not explain", PAGE).isEmpty();
    for (ErrorKind kind : List.of(ErrorKind.BUG, ErrorKind.DATA, ErrorKind.STOPPED)) {
      assertThat(Runbook.missing(code.of(kind, "/jobs/classify/"), runbook.messages(kind))).as("messages that %s does not explain", PAGE).isEmpty();
      assertThat(Runbook.missing(code.of(kind, "/ledger/"), runbook.messages(kind))).as("messages that %s does not explain", PAGE).isEmpty();
    }
    assertThat(Runbook.missing(code.of(ErrorKind.DATA, "/jobs/source/"), runbook.messages(ErrorKind.DATA))).as("messages that %s does not explain", PAGE).isEmpty();
  }

  @Test
  void everyReasonToRejectADocumentIsOnThePage() {
    assertThat(runbook.firstCells("Exit 4")).containsAll(Arrays.stream(RejectionReason.values()).map(RejectionReason::label).toList());
    assertThat(runbook.firstCells("Exit 4").stream().filter(code -> code.matches("[a-z_]+")).toList()).as("reasons on the page")
        .containsExactlyInAnyOrderElementsOf(Arrays.stream(RejectionReason.values()).map(RejectionReason::label).toList());
  }

  @Test
  void everyStateThatTheDatabaseAllowsIsOnThePage() throws IOException {
    String tables = Files.readString(ROOT.resolve("sql/src/main/resources/db/migration/V1__roles_and_runs.sql"));
    Matcher states = Pattern.compile("CHECK \\(state IN \\(([^)]+)\\)\\)").matcher(tables);
    assertThat(states.find()).isTrue();
    assertThat(runbook.firstCells("States of a run")).containsExactlyInAnyOrderElementsOf(
        Arrays.stream(states.group(1).split(", ")).map(state -> state.replace("'", "")).toList());
  }

  @Test
  void theWholeSourceWasLookedAt() {
    assertThat(code.texts()).hasSizeGreaterThan(90);
    assertThat(code.texts().stream().map(ErrorTexts.Text::template).toList()).contains(
        "The disk of PostgreSQL is full (SQLSTATE §: §). Make room there, then give the same command again; what is committed stays.");
  }
}
