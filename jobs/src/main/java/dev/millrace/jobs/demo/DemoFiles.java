package dev.millrace.jobs.demo;

import dev.millrace.failure.MillraceException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the demo's files lie: {@code model-serving/demo} of the directory that holds the launcher. */
record DemoFiles(Path install) {
  static final String INSTALL = "millrace.install";

  /** Of the launcher that started this JVM; throws USAGE if the demo is not there. */
  static DemoFiles ofThisInstallation() {
    DemoFiles files = new DemoFiles(Path.of(System.getProperty(INSTALL, "")).toAbsolutePath().normalize());
    for (Path file : new Path[] {files.pipeline(), files.training(), files.test()}) {
      if (!Files.isRegularFile(file)) {
        throw MillraceException.usage("The demo needs %s, which is not there. Start it as ./millrace demo from a whole copy of the repository.", file);
      }
    }
    return files;
  }

  Path pipeline() {
    return folder().resolve("pipeline.yaml");
  }

  Path training() {
    return folder().resolve("tickets-train.jsonl");
  }

  Path test() {
    return folder().resolve("tickets-test.jsonl");
  }

  /** As one would type it in the working directory. */
  static String typed(Path path) {
    Path here = Path.of("").toAbsolutePath().normalize();
    return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
  }

  private Path folder() {
    return install.resolve("model-serving").resolve("demo");
  }
}
