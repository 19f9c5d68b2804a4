package dev.millrace.jobs.check;

import dev.millrace.cli.Finding;
import dev.millrace.cli.Finding.Level;
import dev.millrace.cli.Home;
import dev.millrace.database.Access;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.EmbeddedPostgres;
import dev.millrace.database.Inspection;
import dev.millrace.database.Migrations;
import dev.millrace.database.PostgresBinaries;
import dev.millrace.failure.ErrorKind;
import dev.millrace.jobs.doctor.DatabaseFindings;
import java.util.ArrayList;
import java.util.List;

/** The database that the pipeline names, looked at and not changed: an embedded one that is not there yet is not made. */
record DatabaseCheck(DatabaseSettings settings) {
  List<CheckItem> items() {
    if (!settings.isEmbedded()) {
      return items(Inspection.of(settings, Access.WRITER));
    }
    if (!Inspection.embeddedExists()) {
      return List.of(CheckItem.ok("PostgreSQL", "embedded; does not exist yet, the first job makes it in %s".formatted(Home.path().resolve("postgres"))));
    }
    try (EmbeddedPostgres server = EmbeddedPostgres.use(Home.path().resolve("postgres"), PostgresBinaries.bundled())) {
      Inspection found = Inspection.of(server.settings(Access.WRITER, settings.schema()), Access.WRITER);
      // A job migrates the embedded one by itself.
      return found.schemaVersion() < Migrations.LATEST
          ? List.of(CheckItem.ok("PostgreSQL", "embedded %s; the next job brings its tables from version %d to %d".formatted(found.serverVersion(), found.schemaVersion(), Migrations.LATEST)))
          : items(found);
    }
  }

  private static List<CheckItem> items(Inspection inspection) {
    List<CheckItem> items = new ArrayList<>();
    for (Finding finding : DatabaseFindings.of(inspection)) {
      items.add(finding.level() != Level.MISSING ? new CheckItem(finding, null)
          : CheckItem.failed(finding.subject(), finding.subject().equals(DatabaseFindings.TABLES) ? ErrorKind.USAGE : ErrorKind.EXTERNAL, finding.found(), finding.todo()));
    }
    return items;
  }
}
