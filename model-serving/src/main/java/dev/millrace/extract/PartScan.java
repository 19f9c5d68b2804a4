package dev.millrace.extract;

import dev.millrace.extract.Finder.Found;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One text while it is searched: what finders without options found in it is found once, for all rules. */
final class PartScan {
  private static final Map<FieldType, Finder> PLAIN = new EnumMap<>(Map.of(
      FieldType.EMAIL, new EmailFinder(),
      FieldType.URL, new UrlFinder(),
      FieldType.IBAN, new IbanFinder(),
      FieldType.CREDIT_CARD, new CreditCardFinder(),
      FieldType.DATE, new DateFinder(DateOrder.DMY)));

  private final String text;
  private final Map<FieldType, Found> found = new EnumMap<>(FieldType.class);

  PartScan(String text) {
    this.text = text;
  }

  static Finder finder(FieldRule rule) {
    FieldOptions options = rule.options();
    return switch (rule.type()) {
      case EMAIL, URL, IBAN, CREDIT_CARD -> PLAIN.get(rule.type());
      case PHONE -> new PhoneFinder(options.region());
      case MONEY -> new MoneyFinder(options.currency());
      case DATE -> new DateFinder(options.order());
      case REGEX -> new RegexFinder(options.pattern());
    };
  }

  /** What the finder found, without what is better read as something else; see the package's comment. */
  Found find(FieldType type, Finder finder) {
    Found all = finder == PLAIN.get(type) ? plain(type) : finder.find(text);
    List<Match> matches = all.matches();
    for (FieldType other : strongerThan(type)) {
      if (matches.isEmpty()) {
        break;
      }
      matches = Match.outside(matches, plain(other).matches());
    }
    return new Found(matches, all.limited());
  }

  private Found plain(FieldType type) {
    return found.computeIfAbsent(type, missing -> PLAIN.get(missing).find(text));
  }

  private static List<FieldType> strongerThan(FieldType type) {
    return switch (type) {
      case PHONE -> List.of(FieldType.CREDIT_CARD, FieldType.IBAN, FieldType.DATE, FieldType.URL, FieldType.EMAIL);
      case CREDIT_CARD -> List.of(FieldType.IBAN);
      case MONEY -> List.of(FieldType.DATE, FieldType.URL, FieldType.EMAIL);
      case DATE -> List.of(FieldType.URL, FieldType.EMAIL);
      case EMAIL, IBAN, URL, REGEX -> List.of();
    };
  }
}
