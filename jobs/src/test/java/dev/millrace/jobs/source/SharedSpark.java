package dev.millrace.jobs.source;

import dev.millrace.jobs.spark.SparkSessions;
import org.apache.spark.sql.SparkSession;

/** One session on two cores for the tests of a JVM; a command under test may have stopped the one before. */
public final class SharedSpark {
  private static SparkSession session;

  private SharedSpark() {}

  public static synchronized SparkSession spark() {
    if (session == null || session.sparkContext().isStopped()) {
      session = SparkSessions.open("millrace test", 2);
    }
    return session;
  }

  /** For tests of commands that open a session of their own. */
  public static synchronized void stop() {
    if (session != null) {
      session.stop();
    }
  }
}
