package dev.millrace.pipeline.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A mapping of the pipeline file. A key without a value counts as left out. */
final class YamlMapping {
  private final YamlValue place;
  private final Map<String, YamlValue> values;

  YamlMapping(YamlValue place, Map<String, YamlValue> values) {
    this.place = place;
    this.values = values;
  }

  /** Refuses every key that is not known, with the one that was probably meant. */
  YamlMapping only(List<String> known) {
    values.forEach((key, value) -> {
      if (!known.contains(key)) {
        throw value.error("unknown key%s known here are %s",
            Nearest.to(key, known).map("; did you mean %s? The keys"::formatted).orElse("; the keys"), String.join(", ", known));
      }
    });
    return this;
  }

  Map<String, YamlValue> entries() {
    return values;
  }

  YamlValue required(String key) {
    YamlValue value = values.get(key);
    if (value == null) {
      throw place.error("key %s is missing", key);
    }
    return value;
  }

  String requiredText(String key) {
    String text = required(key).text();
    if (text.isBlank()) {
      throw required(key).error("expected text, found nothing but blanks");
    }
    return text;
  }

  /** What the function makes of the value; the default if there is none. */
  <T> T optional(String key, T byDefault, Function<YamlValue, T> made) {
    YamlValue value = values.get(key);
    return value == null || value.isNothing() ? byDefault : made.apply(value);
  }

  String text(String key) {
    return optional(key, null, YamlValue::text);
  }

  List<String> texts(String key) {
    return optional(key, List.of(), YamlValue::texts);
  }

  /** Texts by names of the user's choice. */
  Map<String, String> textByName(String key) {
    return byName(key, YamlValue::text);
  }

  /** Settings of another system by its names; those whose name says so are secrets. */
  Map<String, String> settings(String key) {
    return byName(key, value -> Secrets.isSecret(value.path())
        ? value.secret("name an environment variable, as in ${NAME}") : value.text());
  }

  private Map<String, String> byName(String key, Function<YamlValue, String> made) {
    return optional(key, Map.of(), value -> {
      Map<String, String> texts = new LinkedHashMap<>();
      value.mapping().entries().forEach((name, text) -> texts.put(name, made.apply(text)));
      return texts;
    });
  }
}
