package dev.millrace.database;

import java.util.ArrayList;
import java.util.List;

/** What a role needs, as the migrations grant it: told to the reader before a job fails for want of it. */
final class Privileges {
  enum Kind {
    DATABASE, SCHEMA, TABLE
  }

  /** @param name of the table; null for the database or the schema */
  record Needed(Kind kind, String privilege, String name) {
    @Override
    public String toString() {
      return name == null ? "%s on the %s".formatted(privilege, kind == Kind.SCHEMA ? "schema" : "database") : "%s on %s".formatted(privilege, name);
    }
  }

  private Privileges() {}

  static List<Needed> of(Access access) {
    List<Needed> needed = new ArrayList<>();
    needed.add(new Needed(Kind.SCHEMA, "USAGE", null));
    tables(needed, "SELECT", "flyway_schema_history");
    switch (access) {
      case OWNER -> needed.add(new Needed(Kind.SCHEMA, "CREATE", null));
      case WRITER -> writer(needed);
      case READER -> tables(needed, "SELECT",
          "run", "slice", "attempt", "serving", "model_version", "rule_set", "document", "decision", "field", "rejection", "gold", "current_decision",
          "audit");
      case REVIEWER -> {
        tables(needed, "SELECT", "current_decision");
        tables(needed, "SELECT INSERT UPDATE DELETE", "gold");
      }
    }
    return needed;
  }

  private static void writer(List<Needed> needed) {
    // Stages are temporary tables.
    needed.add(new Needed(Kind.DATABASE, "TEMPORARY", null));
    tables(needed, "SELECT INSERT UPDATE", "run", "slice", "attempt", "serving");
    tables(needed, "SELECT INSERT", "model_version", "rule_set", "forget_key", "audit");
    tables(needed, "SELECT INSERT UPDATE DELETE", "document", "decision", "field", "rejection");
    tables(needed, "SELECT INSERT DELETE", "forgotten");
    tables(needed, "SELECT DELETE", "gold");
    tables(needed, "SELECT", "current_decision");
  }

  private static void tables(List<Needed> needed, String privileges, String... names) {
    for (String name : names) {
      for (String privilege : privileges.split(" ")) {
        needed.add(new Needed(Kind.TABLE, privilege, name));
      }
    }
  }
}
