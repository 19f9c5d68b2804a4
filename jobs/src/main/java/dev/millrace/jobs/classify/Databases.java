package dev.millrace.jobs.classify;

import dev.millrace.database.DatabaseSettings;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.spec.DatabaseSpec;

/** From what a pipeline file says of the database to what opens it. */
public final class Databases {
  private Databases() {}

  public static DatabaseSettings settings(DatabaseSpec spec) {
    if (spec.password() != null) {
      // It would have to travel to the executors in the plan.
      throw MillraceException.usage("The pipeline's database.password cannot be used by a job: use password_file, or set %s where the job runs",
          DatabaseSettings.PASSWORD_VARIABLE);
    }
    return new DatabaseSettings(spec.url(), spec.schema(), spec.user(), spec.passwordFile() == null ? null : spec.passwordFile().toString());
  }
}
