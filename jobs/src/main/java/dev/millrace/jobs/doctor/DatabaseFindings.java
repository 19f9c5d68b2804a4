package dev.millrace.jobs.doctor;

import dev.millrace.cli.Finding;
import dev.millrace.database.Access;
import dev.millrace.database.Inspection;
import dev.millrace.database.Migrations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An inspected database as findings. */
public final class DatabaseFindings {
  /** The subject of the finding about the schema's version. */
  public static final String TABLES = "tables";

  private static final Duration MOST_SKEW = Duration.ofSeconds(5);

  private DatabaseFindings() {}

  /** What a job will meet there. */
  public static List<Finding> of(Inspection found) {
    List<Finding> findings = new ArrayList<>();
    String server = "%s at %s, user %s".formatted(found.serverVersion(), found.place(), found.user());
    findings.add(found.majorVersion() >= Inspection.OLDEST && found.majorVersion() <= Inspection.NEWEST
        ? Finding.ok("PostgreSQL", server)
        : Finding.warning("PostgreSQL", server, "Millrace is tested on versions %d to %d.".formatted(Inspection.OLDEST, Inspection.NEWEST)));
    if (found.readOnly()) {
      findings.add(Finding.missing("writable", "transactions there are read-only", "Is it a standby? Name the primary server, or unset default_transaction_read_only for this user."));
    }
    findings.add(schema(found.schemaVersion()));
    if (!found.lacking().isEmpty()) {
      findings.add(Finding.missing("rights", "user %s lacks %s".formatted(found.user(), String.join(", ", found.lacking())),
          "GRANT %s TO %s; as the owner of the tables.".formatted(Access.WRITER.login(), found.user())));
    } else if (found.schemaVersion() > 0) {
      findings.add(Finding.ok("rights", "user %s may do all that a job does".formatted(found.user())));
    }
    findings.add(skew(found.clockSkew()));
    return findings;
  }

  private static Finding schema(int version) {
    if (version == Migrations.LATEST) {
      return Finding.ok(TABLES, "schema version %d".formatted(version));
    }
    return version < Migrations.LATEST
        ? Finding.missing(TABLES, version == 0 ? "none yet" : "schema version %d; this Millrace works with %d".formatted(version, Migrations.LATEST),
            "Run ./millrace migrate as the owner of the schema.")
        : Finding.missing(TABLES, "schema version %d, newer than this Millrace's %d".formatted(version, Migrations.LATEST), "Use a newer Millrace.");
  }

  private static Finding skew(Duration skew) {
    String found = String.format(Locale.ROOT, "the database's is %.1f s %s", Math.abs(skew.toMillis()) / 1000.0, skew.isNegative() ? "behind" : "ahead");
    return skew.abs().compareTo(MOST_SKEW) <= 0 ? Finding.ok("clock", found)
        : Finding.warning("clock", found, "Let both machines follow a time server: times of runs and retention would be off.");
  }
}
