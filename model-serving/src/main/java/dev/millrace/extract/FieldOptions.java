package dev.millrace.extract;

import java.io.Serializable;

/**
 * What only some types of field understand; null where not given.
 *
 * @param pattern of a regex: RE2 syntax, capture group 1 (if there is one) is the value
 * @param region of a phone: where numbers without country code are from, such as {@code GB}; without it only numbers
 *     that start with + are found
 * @param order of a date: how 03/04/2026 is read; day first by default
 * @param currency of money: what {@code $}, {@code kr} or {@code ¥} stands for, such as {@code CAD}. By default
 *     {@code $} is USD, {@code ¥} is JPY, and {@code kr} (three currencies) is not found
 */
public record FieldOptions(String pattern, String region, DateOrder order, String currency) implements Serializable {
  public static final FieldOptions NONE = new FieldOptions(null, null, null, null);

  public static FieldOptions pattern(String pattern) {
    return new FieldOptions(pattern, null, null, null);
  }

  public static FieldOptions region(String region) {
    return new FieldOptions(null, region, null, null);
  }

  public static FieldOptions order(DateOrder order) {
    return new FieldOptions(null, null, order, null);
  }

  public static FieldOptions currency(String currency) {
    return new FieldOptions(null, null, null, currency);
  }
}
