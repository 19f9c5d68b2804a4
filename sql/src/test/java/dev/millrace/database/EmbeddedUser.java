package dev.millrace.database;

import java.nio.file.Path;

/** A command in a process of its own: uses the embedded database of a home until its standard input ends. */
final class EmbeddedUser {
  private EmbeddedUser() {}

  public static void main(String[] args) throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.use(Path.of(args[0]), PostgresBinaries.bundled())) {
      System.out.println(server.port());
      System.in.read();
    }
  }
}
