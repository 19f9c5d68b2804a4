package dev.millrace.jobs.faults.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.jobs.spark.SparkSessions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import org.apache.spark.sql.SparkSession;

/** A JVM with Spark running that waits for assignments, one a line of standard input, and answers each with how it ended. */
final class DriverMain {
  private DriverMain() {}

  public static void main(String[] args) throws Exception {
    PrintStream answers = new PrintStream(System.out, true, UTF_8);
    ObjectMapper json = new ObjectMapper();
    try (SparkSession spark = SparkSessions.open("fault campaign", 2);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      spark.range(2).count();
      answers.println(DriverProcess.READY);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.println(json.writeValueAsString(json.readValue(line, Assignment.class).drive(spark)));
      }
    }
  }
}
