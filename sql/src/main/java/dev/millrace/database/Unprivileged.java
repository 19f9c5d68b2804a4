package dev.millrace.database;

import dev.millrace.failure.MillraceException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How PostgreSQL's programs are started: as they are by an ordinary user; by root (a container, CI) in a user namespace
 * where root is nobody, or, where the kernel forbids that, as the user {@code nobody}. PostgreSQL refuses to run as root.
 *
 * @param prefix words in front of the program
 * @param owner who must own PostgreSQL's files; null for whoever makes them
 */
record Unprivileged(List<String> prefix, String owner) {
  static final Unprivileged AS_IS = new Unprivileged(List.of(), null);
  static final Unprivileged USER_NAMESPACE = new Unprivileged(List.of("unshare", "-U"), null);
  static final Unprivileged NOBODY_BY_SETPRIV = new Unprivileged(List.of("setpriv", "--reuid=nobody", "--regid=65534", "--clear-groups"), "nobody");
  static final Unprivileged NOBODY_BY_RUNUSER = new Unprivileged(List.of("runuser", "-u", "nobody", "--"), "nobody");

  private static final long TIMEOUT_SECONDS = 180;

  /** The way for this process, given the data directory, which may exist and then keeps its owner. */
  static Unprivileged find(Path data) throws IOException {
    if (!"0".equals(ask("id", "-u"))) {
      return AS_IS;
    }
    boolean ownedByNobody = Files.exists(data) && !"root".equals(Files.getOwner(data).getName());
    List<Unprivileged> ways = ownedByNobody
        ? List.of(NOBODY_BY_SETPRIV, NOBODY_BY_RUNUSER)
        : List.of(USER_NAMESPACE, NOBODY_BY_SETPRIV, NOBODY_BY_RUNUSER);
    return ways.stream().filter(Unprivileged::works).findFirst().orElseThrow(() -> MillraceException.usage(
        "PostgreSQL does not run as root, and neither unshare, setpriv nor runuser can start it as another user here. Run Millrace as an ordinary user."));
  }

  boolean works() {
    String user = ask(words("id", "-u"));
    return user != null && !user.equals("0");
  }

  /** Hands files over to the user that PostgreSQL runs as. */
  void own(Path tree) throws IOException {
    if (owner == null) {
      return;
    }
    var nobody = tree.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner);
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.toList()) {
        Files.setOwner(path, nobody);
      }
    }
  }

  /** Refuses a home that the other user cannot enter. */
  void requireReach(Path program) {
    if (owner != null && ask(words("test", "-x", program.toString())) == null) {
      throw MillraceException.usage("As root, PostgreSQL runs as user %s, which cannot reach %s. Set MILLRACE_HOME to a directory that others may enter, or run Millrace as an ordinary user.",
          owner, program);
    }
  }

  /** Runs a program to its end; its output goes to the file. Throws with the file's last lines if it fails. */
  void run(File output, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words(command)).redirectErrorStream(true).redirectOutput(output);
    clean(builder.environment());
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("%s did not end within %d s".formatted(program(command), TIMEOUT_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while %s ran".formatted(program(command)));
    }
    if (process.exitValue() != 0) {
      List<String> lines = Files.readAllLines(output.toPath());
      throw new IOException("%s ended with %d: %s".formatted(program(command), process.exitValue(),
          String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()))));
    }
  }

  private static String program(String... command) {
    return Path.of(command[0]).getFileName().toString();
  }

  /** The command as this user may start it. */
  String[] words(String... command) {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(List.of(command));
    return words.toArray(String[]::new);
  }

  /** What a program prints on its first line; null if it fails or is not there. */
  private static String ask(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String answer = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? answer : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** PGPORT and the like would redirect the programs, and the locale would name the cluster's. */
  private static void clean(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_") || name.equals("LANG"));
    environment.put("LC_ALL", "C");
  }
}
