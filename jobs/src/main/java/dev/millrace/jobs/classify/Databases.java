package dev.millrace.jobs.classify;

import dev.millrace.database.DatabaseSettings;
import dev.millrace.pipeline.spec.DatabaseSpec;

/** From what a pipeline file says of the database to what opens it. */
public final class Databases {
  private Databases() {}

  public static DatabaseSettings settings(DatabaseSpec spec) {
    return new DatabaseSettings(spec.url(), spec.schema(), spec.user(), spec.passwordFile() == null ? null : spec.passwordFile().toString());
  }
}
