package dev.millrace.extract;

/** Makes of a value what one recognises who knows it, and nobody else can complete. */
public final class Mask {
  private static final String HIDDEN = "****";

  private Mask() {}

  public static String of(FieldType type, String value) {
    return switch (type) {
      case EMAIL -> email(value);
      case PHONE -> "*".repeat(Math.max(4, value.length() - 2)) + value.substring(value.length() - 2);
      case IBAN -> value.substring(0, 2) + HIDDEN + value.substring(value.length() - 4);
      case CREDIT_CARD -> "*".repeat(value.length() - 4) + value.substring(value.length() - 4);
      case MONEY, DATE, URL, REGEX -> HIDDEN;
    };
  }

  /** The first letter only of a name of three or more: of a shorter one it is too much of it. */
  private static String email(String value) {
    int sign = value.indexOf('@');
    String shown = sign >= 3 ? value.substring(0, value.offsetByCodePoints(0, 1)) : "";
    return shown + "***" + value.substring(sign);
  }
}
