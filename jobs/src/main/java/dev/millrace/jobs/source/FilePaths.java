package dev.millrace.jobs.source;

import java.net.URI;

/** File names for people: {@code file:///a/b%20c} is {@code /a/b c}. */
final class FilePaths {
  private FilePaths() {}

  static String readable(String uri) {
    try {
      URI parsed = URI.create(uri);
      return "file".equals(parsed.getScheme()) ? parsed.getPath() : uri;
    } catch (IllegalArgumentException e) {
      return uri;
    }
  }
}
