package dev.millrace.jobs.source;

import dev.millrace.jobs.spark.SparkSessions;
import org.apache.spark.sql.SparkSession;

/** One session on two cores for all tests of a JVM. */
public final class SharedSpark {
  public static final SparkSession SPARK = SparkSessions.open("millrace test", 2);

  private SharedSpark() {}
}
