package dev.millrace.extract;

import static dev.millrace.failure.Require.require;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.Serializable;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * What to look for and how to keep it: one entry of {@code fields:} in the pipeline file.
 *
 * @param many all occurrences, not only the first
 * @param required a document without it is rejected
 */
public record FieldRule(
    String name, FieldType type, boolean many, boolean required, Store store, FieldOptions options) implements Serializable {
  public FieldRule {
    require(name.matches("[A-Za-z_][A-Za-z0-9_-]{0,62}"),
        "A field's name starts with a letter and holds letters, digits, _ and -, at most 63");
    belongsTo(FieldType.REGEX, type, "pattern", options.pattern());
    belongsTo(FieldType.PHONE, type, "region", options.region());
    belongsTo(FieldType.DATE, type, "order", options.order());
    belongsTo(FieldType.MONEY, type, "currency", options.currency());
    require(type != FieldType.CREDIT_CARD || store == Store.MASKED,
        "A credit_card is always masked: leave out store: %s", store.label());
    require(type != FieldType.REGEX || options.pattern() != null, "A regex field needs a pattern");
    if (options.pattern() != null) {
      requireLinearPattern(options.pattern());
    }
    require(options.region() == null || PhoneNumberUtil.getInstance().getSupportedRegions().contains(options.region()),
        "region is a country of two capital letters, such as GB, which libphonenumber knows");
    require(options.currency() == null || Currencies.isShared(options.currency()),
        "currency says what $, kr or ¥ stands for: one of %s", Currencies.sharing());
  }

  /** The first occurrence, stored as the type stores by default. */
  public static FieldRule of(String name, FieldType type) {
    return of(name, type, FieldOptions.NONE);
  }

  public static FieldRule of(String name, FieldType type, FieldOptions options) {
    return new FieldRule(name, type, false, false, type.defaultStore(), options);
  }

  public FieldRule all() {
    return new FieldRule(name, type, true, required, store, options);
  }

  public FieldRule mandatory() {
    return new FieldRule(name, type, many, true, store, options);
  }

  public FieldRule stored(Store as) {
    return new FieldRule(name, type, many, required, as, options);
  }

  /** All that changes what is found or stored; the same text for the same rule, for ever. */
  public String canonicalForm() {
    StringJoiner form = new StringJoiner("\n", "", "\n");
    form.add("name=" + name).add("type=" + type.label()).add("many=" + many).add("required=" + required);
    form.add("store=" + store.label());
    form.add("pattern=" + quoted(options.pattern()));
    form.add("region=" + quoted(options.region()));
    form.add("order=" + (options.order() == null ? "" : options.order().label()));
    form.add("currency=" + quoted(options.currency()));
    return form.toString();
  }

  /** With its length in front, so that no pattern can imitate the lines around it. */
  private static String quoted(String text) {
    return text == null ? "" : text.length() + ":" + text;
  }

  private static void belongsTo(FieldType owner, FieldType type, String option, Object value) {
    require(Objects.isNull(value) || owner == type, "%s is an option of %s fields, not of %s",
        option, owner.label(), type.label());
  }

  private static void requireLinearPattern(String pattern) {
    PatternSize.requireBounded(pattern);
    try {
      require(!Pattern.compile(pattern).matches(""), "pattern matches the empty text: it would be found everywhere");
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "pattern is not RE2 syntax (linear time: no look-around, no back references): " + e.getDescription(), e);
    }
  }
}
