package dev.millrace.failure;

import java.util.regex.Pattern;

/** Which database URLs hold a secret. Such a URL is refused: it would be printed, logged and sent to executors. */
public final class SecretInUrl {
  private static final Pattern SECRET = Pattern.compile(
      // user:password@, Oracle's user/password@, and parameters however a driver divides them.
      "//[^/@]*:[^/@]*@|:(thin|oci8?):[^/@]*/[^@]+@|[?&;:,(]\\s*\\w*(password|pwd)\\s*=", Pattern.CASE_INSENSITIVE);
  private static final Pattern USER = Pattern.compile("^(jdbc:[^:/]*:(?:(?:thin|oci8?):)?(?://)?).*@", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern PARAMETERS = Pattern.compile("([?;(]|:\\s*\\w+=).*", Pattern.DOTALL);

  private SecretInUrl() {}

  public static boolean isIn(String url) {
    return SECRET.matcher(url).find();
  }

  /** For messages: where the database is, without user and parameters, whether or not a secret is known to be among them. */
  public static String withoutUser(String url) {
    return PARAMETERS.matcher(USER.matcher(url).replaceFirst("$1@")).replaceFirst("");
  }
}
