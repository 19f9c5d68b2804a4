package dev.millrace.jobs.spark;

import dev.millrace.cli.Home;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;

/** Where Spark keeps its shuffle files: {@code MILLRACE_HOME/spark/PID}, gone with the process; what killed ones left is swept by the next. */
public final class SparkDirectory {
  /** What moves it elsewhere. */
  public static final String SETTING = "MILLRACE_HOME (spark.local.dir where spark-submit starts the job)";

  private SparkDirectory() {}

  /** Where Spark writes, for a message. */
  public static String inUse() {
    return SparkEnv.get() == null ? Home.path().resolve("spark").toString() : SparkEnv.get().conf().get("spark.local.dir", System.getProperty("java.io.tmpdir"));
  }

  static synchronized Path ofThisProcess() {
    long pid = ProcessHandle.current().pid();
    Path own = Home.path().resolve("spark").resolve(Long.toString(pid));
    if (!Files.exists(own)) {
      sweep(Home.directory("spark"));
      Home.directory("spark/" + pid);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(own), "sweep-spark"));
    }
    return own;
  }

  private static void sweep(Path all) {
    try (Stream<Path> directories = Files.list(all)) {
      directories.filter(directory -> !isAlive(directory)).forEach(SparkDirectory::delete);
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot look into %s: %s", all, e.getMessage());
    }
  }

  private static boolean isAlive(Path directory) {
    String name = directory.getFileName().toString();
    return name.matches("[0-9]{1,18}") && ProcessHandle.of(Long.parseLong(name)).isPresent();
  }

  /** As much as goes: Spark's own shutdown may be deleting the same files. */
  private static void delete(Path directory) {
    try (Stream<Path> below = Files.walk(directory)) {
      List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | RuntimeException e) {
      // The next process sweeps again.
      return;
    }
  }
}
