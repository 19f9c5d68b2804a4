package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CommandRunnerTest {
  @Command(name = "millrace", subcommands = Work.class)
  static final class Root {}

  @Command(name = "work", mixinStandardHelpOptions = true, description = "Works.")
  static final class Work extends MillraceCommand {
    @Option(names = "--fail", description = "Fails like this.")
    private ErrorKind kind;

    @Option(names = "--break", description = "Has a defect.")
    private boolean broken;

    @Option(names = "--end", defaultValue = "0", description = "Ends with this code.")
    private int exitCode;

    @Option(names = "--say", description = "Says this, on standard output or in an error.")
    private String said;

    @Override
    protected void run(Summary summary, PrintWriter out) {
      summary.put("documents", 3);
      out.println("grüßt");
      if (said != null && kind != null) {
        throw new MillraceException(kind, said);
      }
      if (said != null) {
        out.println(said);
        out.print("a,b\r");
        out.print("\n");
        raw().print(said + "\n");
      }
      if (kind != null) {
        throw new MillraceException(kind, "expected this, found that");
      }
      if (broken) {
        throw new IllegalStateException("a defect");
      }
    }

    @Override
    protected int exitCode() {
      return exitCode;
    }
  }

  @TempDir
  private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  private int run(String... args) {
    return CommandRunner.run(new Root(), args);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void successIsZeroAndSilentOnStandardError() {
    assertThat(run("work")).isZero();
    assertThat(printed()).isEqualToNormalizingNewlines("grüßt\n");
    assertThat(complained()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ErrorKind.class)
  void aFailureIsOneSentenceAndTheExitCodeOfItsKind(ErrorKind kind) {
    assertThat(run("work", "--fail", kind.name())).isEqualTo(kind.exitCode());
    assertThat(complained()).isEqualToNormalizingNewlines("error: expected this, found that\n");
  }

  @Test
  void aDefectSaysSoAndWhereTheStackTraceIs() {
    assertThat(run("work", "--break")).isEqualTo(1);
    assertThat(complained()).startsWith("bug: IllegalStateException at CommandRunnerTest$Work.run:").contains(Home.logFile())
        .as("an exception's message may quote a document").doesNotContain("a defect", "\tat ");
  }

  @Test
  void aCommandMayEndWithACodeOfItsOwn() {
    assertThat(run("work", "--end", "4")).isEqualTo(4);
  }

  @Test
  void anUnknownOptionIsAnsweredWithTheNearestAndTheWayToHelp() {
    assertThat(run("work", "--fals")).isEqualTo(2);
    assertThat(complained()).contains("--fals").contains("Possible solutions: --fail").contains("Try 'millrace work --help'");
  }

  @Test
  void anUnknownCommandIsWrongUse() {
    assertThat(run("works")).isEqualTo(2);
    assertThat(complained()).contains("works").contains("Did you mean: millrace work").contains("Try 'millrace --help'");
  }

  @Test
  void capitalsOfAnEnumDoNotMatterEvenInTurkish() {
    assertThat(run("work", "--fail", "external")).isEqualTo(3);
    assertThat(run("work", "--fail", "data")).isEqualTo(4);
  }

  @Test
  void helpIsPrintedAndNotAnError() {
    assertThat(run("work", "--help")).isZero();
    assertThat(printed()).contains("Works.", "--summary=FILE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u001b[2J", "\u0000", "\r", "\u009b31m", "\u202e", "\u2066", "\u2028", "\u0007", "\u007f"})
  void nothingThatIsPrintedSteersTheTerminal(String steering) {
    String said = "a" + steering + "b";
    String shown = "a·" + steering.substring(1) + "b";
    assertThat(run("work", "--say", said)).isZero();
    assertThat(printed()).isEqualTo("grüßt\n" + shown + "\na,b\r\n" + said + "\n");
    assertThat(run("work", "--say", said, "--fail", "DATA")).isEqualTo(4);
    assertThat(run("work", "--" + said)).isEqualTo(2);
    assertThat(complained()).contains("error: " + shown).doesNotContain(steering.substring(0, 1));
  }

  @Test
  void anErrorIsOneLineOfBoundedLengthWhateverItQuotes() {
    assertThat(run("work", "--fail", "DATA", "--say", "label\nerror: forged " + "x".repeat(5_000))).isEqualTo(4);
    assertThat(complained()).startsWith("error: label·error: forged").hasLineCount(1).hasSizeLessThan(4_020);
  }

  @Test
  void whatScriptsAndEmojiNeedIsPrinted() {
    run("work", "--say", "👩\u200d👩\u200d👧 می\u200cخواهم\t\u200fא");
    assertThat(printed()).contains("👩\u200d👩\u200d👧 می\u200cخواهم\t\u200fא");
  }

  @Test
  void theSummaryIsWrittenEvenWhenTheCommandFails() throws IOException {
    Path summary = directory.resolve("summary.json");
    assertThat(run("work", "--summary", summary.toString(), "--fail", "DATA")).isEqualTo(4);
    assertThat(new ObjectMapper().readValue(Files.readString(summary), new TypeReference<Map<String, Object>>() { })).isEqualTo(Map.of("documents", 3));
  }

  @Test
  void aHomeThatCannotBeWrittenIsOneSentence() throws IOException {
    String before = System.getProperty("millrace.home");
    Path inTheWay = Files.writeString(directory.resolve("home"), "a file");
    System.setProperty("millrace.home", inTheWay.toString());
    try {
      assertThat(run("work")).isEqualTo(3);
      assertThat(complained()).isEqualToNormalizingNewlines("error: MILLRACE_HOME is %s, and files cannot be made there (a file of that name is in the way). "
          .formatted(inTheWay) + "Set the environment variable MILLRACE_HOME to a directory that you may write.\n");
      assertThat(run("work", "--help")).isZero();
    } finally {
      if (before == null) {
        System.clearProperty("millrace.home");
      } else {
        System.setProperty("millrace.home", before);
      }
    }
  }
}
