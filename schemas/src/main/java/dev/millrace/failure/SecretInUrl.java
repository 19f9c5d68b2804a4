package dev.millrace.failure;

import java.util.regex.Pattern;

/** Which database URLs hold a secret. Such a URL is refused: it would be printed, logged and sent to executors. */
public final class SecretInUrl {
  private static final Pattern SECRET = Pattern.compile("//[^/?@]*:[^/?@]*@|[?&;](password|sslpassword)=", Pattern.CASE_INSENSITIVE);

  private SecretInUrl() {}

  public static boolean isIn(String url) {
    return SECRET.matcher(url).find();
  }
}
