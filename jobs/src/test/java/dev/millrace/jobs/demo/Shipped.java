package dev.millrace.jobs.demo;

import java.nio.file.Path;
import java.util.List;

/** The demo as it lies in this repository; Maven runs tests in the directory of their module. */
final class Shipped {
  static final DemoFiles FILES = new DemoFiles(Path.of("..").toAbsolutePath().normalize());
  static final Path RECIPE = FILES.pipeline().resolveSibling("recipe");
  static final List<Ticket> TRAINING = Ticket.read(FILES.training());
  static final List<Ticket> TEST = Ticket.read(FILES.test());

  private Shipped() {}
}
