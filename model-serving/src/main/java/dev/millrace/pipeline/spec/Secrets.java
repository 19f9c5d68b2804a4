package dev.millrace.pipeline.spec;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which keys name a secret. Such values may not stand in the file in the clear. */
final class Secrets {
  private static final Pattern KEY = Pattern.compile(".*(password|passwd|secret|token|credential|api_?key|access\\.?key|user\\.info)[a-z.]*");

  private Secrets() {}

  static boolean isSecret(String key) {
    return KEY.matcher(key.toLowerCase(Locale.ROOT)).matches();
  }
}
