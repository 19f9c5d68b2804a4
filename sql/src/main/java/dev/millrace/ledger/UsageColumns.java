package dev.millrace.ledger;

import dev.millrace.decision.Usage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The columns of {@link Usage}, one for each component, in its order: {@code paddedTokens} is {@code padded_tokens}. */
public final class UsageColumns {
  private static final RecordComponent[] COMPONENTS = Usage.class.getRecordComponents();

  public static final List<String> NAMES = Arrays.stream(COMPONENTS)
      .map(component -> component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)).toList();

  private UsageColumns() {}

  /** The names, separated by commas. */
  public static String list() {
    return String.join(", ", NAMES);
  }

  /** As many question marks. */
  public static String marks() {
    return NAMES.stream().map(name -> "?").collect(Collectors.joining(", "));
  }

  /** Sets the parameters from {@code first} on; returns the index after the last. */
  public static int bind(PreparedStatement statement, int first, Usage usage) throws SQLException {
    for (int i = 0; i < COMPONENTS.length; i++) {
      statement.setLong(first + i, value(usage, i));
    }
    return first + COMPONENTS.length;
  }

  /** Reads columns of those names. */
  public static Usage read(ResultSet row) throws SQLException {
    Object[] values = new Object[COMPONENTS.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.getLong(NAMES.get(i));
    }
    try {
      Class<?>[] types = IntStream.range(0, values.length).mapToObj(i -> long.class).toArray(Class<?>[]::new);
      return Usage.class.getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long value(Usage usage, int component) {
    try {
      return (long) COMPONENTS[component].getAccessor().invoke(usage);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }
}
