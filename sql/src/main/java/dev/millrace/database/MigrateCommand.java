package dev.millrace.database;

import dev.millrace.cli.MillraceCommand;
import dev.millrace.cli.Summary;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "migrate", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"Bring the database's schema to the version that this Millrace works with.",
        "The user must own the schema, or be allowed to create it. The roles millrace_owner, millrace_writer, millrace_reader and "
            + "millrace_reviewer are made if missing and if the user may; give them to your own users with GRANT, or let them log in with ALTER ROLE (docs/permissions.md)."})
final class MigrateCommand extends MillraceCommand {
  @Mixin
  private DatabaseOptions options;

  @Override
  protected void run(Summary summary, PrintWriter out) {
    DatabaseSettings asked = options.settings();
    asked.cautions().forEach(out::println);
    try (Database database = Database.open(asked, Access.OWNER, "millrace migrate", 1)) {
      int applied = Migrations.of(database.settings()).migrate();
      summary.put("schema", asked.schema()).put("schema_version", Migrations.LATEST).put("migrations", applied);
      out.printf("Schema %s of %s has version %d; %d migrations applied.%n", asked.schema(), asked.place(), Migrations.LATEST, applied);
    }
  }
}
