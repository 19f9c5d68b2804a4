package dev.millrace.extract;

import java.util.Locale;

/** What a field's value is: decides how it is found, checked, normalised and, by default, stored. */
public enum FieldType {
  EMAIL(Store.MASKED),
  PHONE(Store.MASKED),
  IBAN(Store.MASKED),
  CREDIT_CARD(Store.MASKED),
  MONEY(Store.RAW),
  DATE(Store.RAW),
  URL(Store.RAW),
  REGEX(Store.RAW);

  private final Store defaultStore;

  FieldType(Store defaultStore) {
    this.defaultStore = defaultStore;
  }

  /** How a value rests in the database unless the pipeline file says otherwise. */
  public Store defaultStore() {
    return defaultStore;
  }

  /** As in the pipeline file: {@code credit_card}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
