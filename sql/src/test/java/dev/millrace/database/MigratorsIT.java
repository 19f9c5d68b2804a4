package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Users who migrate and are no superusers, with roles of the test's own: the usual ones exist wherever a test has run. */
@ParameterizedClass
@MethodSource("oldestAndNewest")
class MigratorsIT {
  private static final String ROLES = "ARRAY['ann', 'bob', 'other_owner', 'other_writer', 'other_reader', 'other_reviewer']";

  @Parameter
  PostgresBinaries binaries;

  @TempDir
  Path directory;

  private TestDatabase database;

  static Stream<PostgresBinaries> oldestAndNewest() {
    return Stream.of(TestDatabase.oldest(), PostgresBinaries.bundled());
  }

  @BeforeEach
  void makeUsers() {
    database = TestDatabase.empty(binaries);
    database.execute("CREATE ROLE ann LOGIN PASSWORD 'secret'; CREATE ROLE bob LOGIN PASSWORD 'secret'");
  }

  @AfterEach
  void dropUsers() {
    database.execute("""
        DO $$ DECLARE name text; BEGIN
          FOREACH name IN ARRAY %s LOOP
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN EXECUTE format('DROP OWNED BY %%I CASCADE', name); END IF;
          END LOOP;
          FOREACH name IN ARRAY %s LOOP EXECUTE format('DROP ROLE IF EXISTS %%I', name); END LOOP;
        END $$""".formatted(ROLES, ROLES));
    database.close();
  }

  @Test
  void aUserWhoMayMakeRolesMakesThemAndLeavesTheTablesToTheOwner() {
    database.execute("ALTER ROLE ann CREATEROLE; CREATE SCHEMA mine AUTHORIZATION ann");

    assertThat(migrations("ann", "mine").migrate()).isEqualTo(count());

    assertThat(owners()).containsExactly(List.of("other_owner"));
    assertThat(database.value("SELECT pg_has_role('ann', 'other_owner', 'USAGE')")).isEqualTo(true);
    assertThat(migrations("ann", "mine").migrate()).isZero();
  }

  @Test
  void aMissingRoleThatTheUserMayNotMakeIsNamedWithTheStatementForAnAdministrator() {
    database.execute("CREATE SCHEMA mine AUTHORIZATION ann");
    assertThatThrownBy(() -> migrations("ann", "mine").migrate()).hasMessageContaining("have an administrator run CREATE ROLE other_writer");

    makeRolesBut("other_owner");
    assertThatThrownBy(() -> migrations("ann", "mine").migrate())
        .hasMessageContaining("role other_owner is missing and user ann may not create it: have an administrator run CREATE ROLE other_owner; GRANT other_owner TO ann");
    database.execute("CREATE ROLE other_owner; GRANT other_owner TO ann");
    migrations("ann", "mine").migrate();
    assertThat(owners()).containsExactly(List.of("other_owner"));
  }

  @Test
  void oneMemberOfTheOwnerGoesOnWhereAnotherStopped() {
    makeRolesBut("nobody");
    database.execute("GRANT other_owner TO ann, bob; CREATE SCHEMA mine AUTHORIZATION other_owner");
    migrations("ann", "mine").migrateTo(MigrationFiles.before(Migrations.LATEST));
    assertThat(owners()).containsExactly(List.of("other_owner"));

    assertThat(migrations("bob", "mine").migrate()).isEqualTo(1);
    assertThat(owners()).containsExactly(List.of("other_owner"));
  }

  @Test
  void aUserWhoIsNoMemberKeepsTheTables() {
    makeRolesBut("nobody");
    database.execute("CREATE SCHEMA mine AUTHORIZATION ann");

    assertThat(migrations("ann", "mine").migrate()).isEqualTo(count());
    assertThat(owners()).containsExactly(List.of("ann"));
    assertThatThrownBy(() -> migrations("bob", "mine").migrate()).hasMessageContaining("User bob may not make tables in schema mine");
    assertThatThrownBy(() -> migrations("bob", "theirs").migrate()).hasMessageContaining("Have an administrator run CREATE SCHEMA theirs AUTHORIZATION bob");
  }

  @Test
  void theSchemaPublicTakesTablesOfEveryoneUntilPostgres14AndOnlyOfItsOwnerSince() {
    makeRolesBut("nobody");
    if (Integer.parseInt(binaries.majorVersion()) < 15) {
      assertThat(migrations("ann", "public").migrate()).isEqualTo(count());
    } else {
      assertThatThrownBy(() -> migrations("ann", "public").migrate()).hasMessageContaining("Have its owner run GRANT CREATE ON SCHEMA public TO ann");
      database.execute("GRANT CREATE ON SCHEMA public TO ann");
      assertThat(migrations("ann", "public").migrate()).isEqualTo(count());
    }
  }

  private void makeRolesBut(String missing) {
    Stream.of("other_owner", "other_writer", "other_reader", "other_reviewer").filter(role -> !role.equals(missing)).forEach(role -> database.execute("CREATE ROLE " + role));
  }

  private List<List<Object>> owners() {
    return database.query("SELECT DISTINCT pg_get_userbyid(relowner)::text FROM pg_class WHERE relnamespace = 'mine'::regnamespace");
  }

  private Migrations migrations(String user, String schema) {
    try {
      Path password = Files.writeString(directory.resolve("password"), "secret");
      return Migrations.of(new DatabaseSettings(database.settings(Access.OWNER).url(), schema, user, password.toString())).withRoles("other");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private int count() {
    return MigrationFiles.versions().size();
  }
}
