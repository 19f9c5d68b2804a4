package dev.millrace.jobs.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Cuts a table into ranges of a column that several readers take. Every row is in exactly one of them: the first also has
 * those without a value, and first and last have no outer bound, since rows come while others are read.
 */
final class JdbcPartitions {
  /** Beyond what databases hold; their drivers tell of infinity as of a time millions of years away. */
  private static final int MOST_YEARS = 290_000;

  private JdbcPartitions() {}

  /**
   * One condition for each range.
   *
   * @param column quoted
   * @param low a number, {@link LocalDate}, {@link LocalDateTime} or {@link Instant}; high is of the same class
   * @param count ranges at most
   */
  static List<String> conditions(String column, Object low, Object high, int count, JdbcLiterals literals) {
    List<String> cuts = cuts(low, high, count, literals);
    if (cuts.isEmpty()) {
      return List.of("1 = 1");
    }
    List<String> conditions = new ArrayList<>();
    conditions.add("%s < %s OR %s IS NULL".formatted(column, cuts.get(0), column));
    for (int i = 1; i < cuts.size(); i++) {
      conditions.add("%s >= %s AND %s < %s".formatted(column, cuts.get(i - 1), column, cuts.get(i)));
    }
    conditions.add("%s >= %s".formatted(column, cuts.get(cuts.size() - 1)));
    return conditions;
  }

  /** Distinct literals between the bounds, in order. */
  private static List<String> cuts(Object low, Object high, int count, JdbcLiterals literals) {
    BigDecimal from = number(low);
    BigDecimal width = number(high).subtract(from);
    Set<String> cuts = new LinkedHashSet<>();
    if (width.signum() > 0) {
      IntStream.range(1, count).mapToObj(i -> from.add(width.multiply(BigDecimal.valueOf(i)).divide(BigDecimal.valueOf(count), scale(low), RoundingMode.CEILING)))
          .filter(cut -> cut.compareTo(from) > 0).forEach(cut -> cuts.add(literals.of(value(low, cut))));
    }
    return List.copyOf(cuts);
  }

  /** False for what no range can be cut from: not a number, or without an end. */
  static boolean isFinite(Object bound) {
    if (bound instanceof Double || bound instanceof Float) {
      return Double.isFinite(((Number) bound).doubleValue());
    }
    return !(bound instanceof Temporal time) || Math.abs(time instanceof Instant at ? at.atOffset(ZoneOffset.UTC).getYear() : time.get(ChronoField.YEAR)) <= MOST_YEARS;
  }

  private static int scale(Object like) {
    return like instanceof BigDecimal || like instanceof Double || like instanceof Float ? 6 : 0;
  }

  private static BigDecimal number(Object value) {
    if (value instanceof LocalDate date) {
      return BigDecimal.valueOf(date.toEpochDay());
    }
    if (value instanceof LocalDateTime time) {
      return number(time.toInstant(ZoneOffset.UTC));
    }
    if (value instanceof Instant time) {
      return BigDecimal.valueOf(Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000));
    }
    return new BigDecimal(value.toString());
  }

  private static Object value(Object like, BigDecimal cut) {
    if (like instanceof LocalDate) {
      return LocalDate.ofEpochDay(cut.longValueExact());
    }
    if (like instanceof LocalDateTime || like instanceof Instant) {
      Instant time = Instant.EPOCH.plus(cut.longValueExact(), ChronoUnit.MICROS);
      return like instanceof Instant ? time : LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }
    return cut.toPlainString();
  }

  /** Rows at most, if the column holds whole numbers, each once; else -1. */
  static long mostRows(Object low, Object high) {
    boolean whole = low instanceof Long || low instanceof Integer || low instanceof Short || low instanceof Byte;
    BigInteger rows = whole ? number(high).subtract(number(low)).toBigInteger().add(BigInteger.ONE) : BigInteger.valueOf(-1);
    return rows.bitLength() < Long.SIZE ? rows.longValue() : Long.MAX_VALUE;
  }
}
