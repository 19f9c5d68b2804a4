package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import dev.millrace.failure.SecretInUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the pipeline file says of a database to read from, in Spark's words and with {@code password_file} besides.
 *
 * @param table a table's name, or a query in parentheses with an alias
 * @param partitionColumn null for a reading in one piece
 * @param lowerBound null to ask the database; upperBound likewise
 * @param partitions 0 to choose by the cores
 * @param spark all that Spark shall know, the password included
 */
record JdbcOptions(
    String url, String table, String partitionColumn, String lowerBound, String upperBound, int partitions, Map<String, String> spark) {
  /** Options' names have no case. Throws USAGE, naming what to add. */
  static JdbcOptions of(Map<String, String> options) {
    Map<String, String> rest = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    rest.putAll(options);
    String url = rest.get("url");
    if (url == null || !url.startsWith("jdbc:")) {
      throw MillraceException.usage("A jdbc input needs input.options.url in the pipeline file, such as jdbc:postgresql://host:5432/database");
    }
    if (SecretInUrl.isIn(url)) {
      throw MillraceException.usage("input.options.url holds a password. Put it into a file (password_file), or into the environment (password: ${NAME})");
    }
    String table = rest.remove("dbtable");
    String query = rest.remove("query");
    if ((table == null) == (query == null)) {
      throw MillraceException.usage("A jdbc input needs one of input.options.dbtable, a table, and input.options.query, a SELECT");
    }
    String passwordFile = rest.remove("password_file");
    if (passwordFile != null) {
      rest.put("password", firstLine(passwordFile));
    }
    String column = rest.remove("partitionColumn");
    String lower = rest.remove("lowerBound");
    String upper = rest.remove("upperBound");
    int partitions = number(rest.remove("numPartitions"));
    if (column == null && (lower != null || upper != null)) {
      throw MillraceException.usage("input.options has bounds but no partitionColumn that they are bounds of");
    }
    return new JdbcOptions(url, table != null ? table : "(%s) millrace_source".formatted(query.strip().replaceFirst(";+$", "")),
        column, lower, upper, partitions, withDefaults(url, rest));
  }

  private static Map<String, String> withDefaults(String url, Map<String, String> options) {
    // PostgreSQL's driver would fetch a whole result into memory.
    options.putIfAbsent("fetchsize", "1000");
    // Without it, a time that names no zone would be taken for one of this machine's zone.
    options.putIfAbsent("preferTimestampNTZ", "true");
    if (!url.startsWith("jdbc:postgresql:")) {
      // Spark would write an instant as the local time of this machine, which only PostgreSQL's driver has told the server.
      options.putIfAbsent("pushDownPredicate", "false");
    }
    return options;
  }

  /** For messages. */
  String place() {
    return SecretInUrl.withoutUser(url);
  }

  private static String firstLine(String file) {
    try {
      return Files.readString(Path.of(file)).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw MillraceException.usage("Cannot read input.options.password_file %s. Does the file exist and may you read it?", file);
    }
  }

  private static int number(String text) {
    try {
      int number = text == null ? 0 : Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw MillraceException.usage("input.options.numPartitions is a number of readers, found '%s'", text);
  }

  /** Says nothing of the options for Spark: one is the password. */
  @Override
  public String toString() {
    return "JdbcOptions[%s, %s]".formatted(place(), table);
  }
}
