package dev.millrace.tokenize;

import static dev.millrace.failure.Require.require;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A {@code tokenizer.json} is untrusted. Its patterns run in an engine that backtracks, its replacements may make much of
 * little, its word length decides between milliseconds and hours, and dropout makes it random: what goes too far is refused.
 * So is a template that would make the native code panic, which ends the whole process.
 */
final class TokenizerGuard {
  /** Of the longest word that WordPiece takes to pieces, in time that grows with its cube; BERT's own is 100. */
  static final int MAX_WORD = 1_000;
  /** Characters that replacements, one after the other, may make of one. */
  static final int MAX_GROWTH = 64;
  static final int MAX_PATTERN = 1_000;

  /** Of GPT-2, cl100k and Llama 3, and Qwen 2: look ahead, and still read each character at most twice. */
  private static final Set<String> KNOWN = Set.of(
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");

  private static final String CHARACTER = "(?:\\\\[^0-9kgKGpP]|\\\\[pP]\\{[A-Za-z_]{1,40}\\}|\\[(?:\\\\.|[^\\[\\]\\\\&])+\\]|[^\\\\\\[\\](){}*+?|])\\??";
  private static final String REPEATED = "(?:[*+]|\\{[0-9]{1,3}(?:,[0-9]{0,3})?\\})?";
  private static final String ALTERNATIVE = "(?:" + CHARACTER + ")*+" + REPEATED;
  /** Alternatives of single characters, of which only the last is repeated: nothing after it can send the engine back. */
  private static final Pattern PLAIN = Pattern.compile(ALTERNATIVE + "(?:\\|" + ALTERNATIVE + ")*+", Pattern.DOTALL);

  private TokenizerGuard() {}

  /** Throws {@link IllegalArgumentException} with the reason for refusing it. */
  static void check(JsonNode tokenizer) {
    JsonNode model = tokenizer.path("model");
    require(model.path("max_input_chars_per_word").asLong(0) <= MAX_WORD,
        "max_input_chars_per_word is %s; at most %d is accepted", model.path("max_input_chars_per_word"), MAX_WORD);
    require(model.path("dropout").asDouble(0) == 0, "dropout makes it random; the same text must give the same tokens");
    List<JsonNode> patterns = tokenizer.findValues("Regex");
    patterns.forEach(pattern -> requireLinear(pattern.asText()));
    tokenizer.findParents("special_tokens").forEach(TokenizerGuard::requireTemplate);
    requireGrowth(tokenizer.path("normalizer"));
    requireGrowth(tokenizer.path("pre_tokenizer"));
  }

  private static void requireLinear(String pattern) {
    require(pattern.length() <= MAX_PATTERN, "it has a pattern of %d characters; at most %d are accepted", pattern.length(), MAX_PATTERN);
    require(KNOWN.contains(pattern) || PLAIN.matcher(pattern).matches(),
        "its pattern %s may backtrack without end; accepted are those of GPT-2, Llama 3 and Qwen 2, and alternatives of characters of which the last is repeated", pattern);
  }

  /** Every special token of a template is one that it describes. */
  private static void requireTemplate(JsonNode processor) {
    JsonNode described = processor.path("special_tokens");
    for (JsonNode used : processor.findValues("SpecialToken")) {
      require(described.has(used.path("id").asText()), "its template uses the special token '%s', which special_tokens does not describe", used.path("id").asText());
    }
    for (JsonNode token : described) {
      require(token.path("ids").size() == token.path("tokens").size() && token.path("ids").size() > 0, "its special_tokens must have as many ids as tokens, at least one");
    }
  }

  private static void requireGrowth(JsonNode steps) {
    long growth = 1;
    for (String key : new String[] {"content", "prepend", "replacement"}) {
      for (JsonNode text : steps.findValues(key)) {
        growth = Math.min(Integer.MAX_VALUE, growth * Math.max(1, text.asText().length()));
      }
    }
    require(growth <= MAX_GROWTH, "its replacements make %d characters of one; at most %d are accepted", growth, MAX_GROWTH);
  }
}
