package dev.millrace.jobs.init;

import java.util.Locale;
import java.util.Map;

/**
 * A file that was looked at.
 *
 * @param file that was read: the first of the input that is not empty
 * @param format {@code csv}, {@code json} or {@code parquet}
 * @param named true if the file's name tells the format
 * @param detected what was found out besides, such as the encoding, for people
 * @param whole false if there are more rows than were read
 */
record Preview(String file, String format, boolean named, Map<String, String> detected, Profile profile, boolean whole) {
  /** How the rows are called in a reason. */
  String rows() {
    return String.format(Locale.ROOT, whole ? "the %,d rows" : "the first %,d rows", profile.rows());
  }
}
