package dev.millrace.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** From an age to the first day that is young enough, in UTC. Rounded to days, so that a night's run and its repetition agree. */
final class Cutoff {
  private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,5})([hdw])");
  /** Further back, days are none that a calendar of four digits writes. */
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final String DAY = "SELECT ((clock_timestamp() - ? * interval '1 second') AT TIME ZONE 'UTC')::date::text";

  private Cutoff() {}

  /** By the database's clock: drivers on other machines then see the same day. */
  static LocalDate of(Connection connection, Duration age) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(DAY)) {
      select.setLong(1, age.toSeconds());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return LocalDate.parse(row.getString(1));
      }
    }
  }

  /** Ages on the command line, as the pipeline file's {@code keep} writes them. */
  static final class AgeConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Matcher age = AGE.matcher(text.strip());
      if (!age.matches()) {
        throw new TypeConversionException("expected an age such as 12h, 180d or 26w, found '%s'".formatted(text));
      }
      long count = Long.parseLong(age.group(1));
      Duration duration = switch (age.group(2)) {
        case "h" -> Duration.ofHours(count);
        case "d" -> Duration.ofDays(count);
        default -> Duration.ofDays(7 * count);
      };
      if (duration.compareTo(LONGEST) > 0) {
        throw new TypeConversionException("expected an age of at most 100 years (36500d), found '%s'".formatted(text));
      }
      return duration;
    }
  }
}
