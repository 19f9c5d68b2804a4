package dev.millrace.extract;

import static dev.millrace.failure.Require.require;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which currency a sign, word or ISO 4217 code stands for. The table is our own and not {@link java.util.Currency}'s,
 * whose content changes with the JDK: the same text must give the same fields on 17 and 21.
 */
final class Currencies {
  static final int MAX_TOKEN = 7;

  private static final Set<String> CODES = Set.of("""
      AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
      CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
      IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
      MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
      RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
      UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG""".split("\\s+"));
  private static final Set<String> WITHOUT_MINOR =
      Set.of("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" "));
  private static final Set<String> THREE_DECIMALS = Set.of("BHD IQD JOD KWD LYD OMR TND".split(" "));
  /** Codes that are English words too: TRY 3 TIMES is no amount, TRY 3.00 is one. */
  private static final Set<String> WORDS = Set.of("ALL BAM COP CUP GEL MAD MOP PEN SOS TOP TRY".split(" "));

  private static final Map<String, String> SIGNS = Map.ofEntries(
      Map.entry("€", "EUR"), Map.entry("£", "GBP"), Map.entry("₹", "INR"), Map.entry("₽", "RUB"), Map.entry("₺", "TRY"),
      Map.entry("₩", "KRW"), Map.entry("₪", "ILS"), Map.entry("₴", "UAH"), Map.entry("₦", "NGN"), Map.entry("₫", "VND"),
      Map.entry("฿", "THB"), Map.entry("zł", "PLN"), Map.entry("Kč", "CZK"), Map.entry("Ft", "HUF"),
      Map.entry("Fr.", "CHF"), Map.entry("SFr.", "CHF"), Map.entry("US$", "USD"), Map.entry("A$", "AUD"),
      Map.entry("AU$", "AUD"), Map.entry("C$", "CAD"), Map.entry("CA$", "CAD"), Map.entry("NZ$", "NZD"),
      Map.entry("HK$", "HKD"), Map.entry("S$", "SGD"), Map.entry("R$", "BRL"), Map.entry("MX$", "MXN"),
      Map.entry("euro", "EUR"), Map.entry("euros", "EUR"), Map.entry("Euro", "EUR"), Map.entry("Euros", "EUR"),
      Map.entry("eur", "EUR"), Map.entry("Eur", "EUR"), Map.entry("usd", "USD"), Map.entry("gbp", "GBP"), Map.entry("chf", "CHF"),
      Map.entry("sek", "SEK"), Map.entry("nok", "NOK"), Map.entry("dkk", "DKK"), Map.entry("pln", "PLN"));

  /** Signs and words that several currencies share. */
  private enum Shared {
    DOLLAR(List.of("$", "＄", "dollar", "dollars", "Dollar", "Dollars"), "USD CAD AUD NZD HKD SGD TWD MXN"),
    CROWN(List.of("kr", "kr.", "Kr", "Kr.", "KR", "kronor", "kroner"), "SEK NOK DKK ISK"),
    YEN(List.of("¥", "￥"), "JPY CNY");

    private final List<String> tokens;
    private final List<String> currencies;

    Shared(List<String> tokens, String currencies) {
      this.tokens = tokens;
      this.currencies = List.of(currencies.split(" "));
    }
  }

  private final Map<String, String> codeByToken = new HashMap<>(SIGNS);

  /** @param shared what a shared sign stands for; null for the defaults: dollars are USD, yen JPY, crowns nothing */
  Currencies(String shared) {
    require(shared == null || isShared(shared), "%s shares its sign with no other currency", shared);
    CODES.forEach(code -> codeByToken.put(code, code));
    assign(Shared.DOLLAR, "USD");
    assign(Shared.YEN, "JPY");
    for (Shared sign : Shared.values()) {
      if (shared != null && sign.currencies.contains(shared)) {
        assign(sign, shared);
      }
      // CAD$ says it twice.
      sign.currencies.forEach(code -> codeByToken.put(code + sign.tokens.get(0), code));
    }
  }

  private void assign(Shared sign, String code) {
    sign.tokens.forEach(token -> codeByToken.put(token, code));
  }

  /** The code that a token of the text stands for, or null. */
  String code(String token) {
    return codeByToken.get(token);
  }

  static boolean isCode(String token) {
    return CODES.contains(token);
  }

  /** Whether the ISO code says more exactly what the token beside it means: CAD in {@code $5 CAD}. */
  static boolean refines(String code, String token) {
    for (Shared sign : Shared.values()) {
      if (sign.tokens.contains(token)) {
        return sign.currencies.contains(code);
      }
    }
    return code.equals(SIGNS.get(token));
  }

  static boolean isWord(String token) {
    return WORDS.contains(token);
  }

  static int decimals(String code) {
    return WITHOUT_MINOR.contains(code) ? 0 : THREE_DECIMALS.contains(code) ? 3 : 2;
  }

  static boolean isShared(String code) {
    return sharing().contains(code);
  }

  static Set<String> sharing() {
    Set<String> codes = new TreeSet<>();
    for (Shared sign : Shared.values()) {
      codes.addAll(sign.currencies);
    }
    return codes;
  }

  static Set<String> codes() {
    return CODES;
  }
}
