package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every right of every role to every object. What the roles may do to tables is declared in docs/permissions.md. */
@ParameterizedClass
@MethodSource("oldestAndNewest")
class RightsIT {
  private static final Pattern ROW = Pattern.compile("\\| ([a-z_]+) \\| ?([a-z_(), ]*?) ?\\| ?([a-z_(), ]*?) ?\\| ?([a-z_(), ]*?) ?\\|");
  private static final String ROLES = "ARRAY['millrace_writer', 'millrace_reader', 'millrace_reviewer']";
  private static final String OURS = "c.relnamespace = 'public'::regnamespace";
  private static final String PARTITION_OR_SEQUENCE = "(c.relispartition OR c.relkind = 'S')";

  @Parameter
  PostgresBinaries binaries;

  private TestDatabase database;

  static Stream<PostgresBinaries> oldestAndNewest() {
    return Stream.of(TestDatabase.oldest(), PostgresBinaries.bundled());
  }

  @BeforeEach
  void open() {
    database = TestDatabase.fresh(binaries);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void eachRoleMayDoToEachTableWhatThePageSaysAndNothingElse() throws IOException {
    Map<String, List<String>> found = new TreeMap<>();
    database.query("""
        SELECT c.relname, coalesce(string_agg(CASE WHEN has_table_privilege(role, c.oid, right_) THEN right_ ELSE right_ || columns END, ' ' ORDER BY place), '')
        FROM pg_class c CROSS JOIN unnest(%s) WITH ORDINALITY r (role, number) CROSS JOIN unnest(%s) WITH ORDINALITY p (right_, place)
        LEFT JOIN LATERAL (
          SELECT '(' || string_agg(attname, ', ' ORDER BY attnum) || ')' AS columns FROM pg_attribute, aclexplode(attacl) a
          WHERE attrelid = c.oid AND pg_get_userbyid(a.grantee) = role AND lower(a.privilege_type) = right_) partly ON true
        WHERE %s AND c.relkind NOT IN ('i', 'I') AND NOT %s
        GROUP BY c.relname, number ORDER BY c.relname, number""".formatted(ROLES, rights(), OURS, PARTITION_OR_SEQUENCE))
        .forEach(row -> found.computeIfAbsent((String) row.get(0), table -> new ArrayList<>()).add((String) row.get(1)));
    assertThat(found).as("rights in PostgreSQL %s, against docs/permissions.md: a new table wants a row there", binaries.version()).isEqualTo(page());
  }

  /** All that a table can give, in the page's order; what comes after delete is nobody's. */
  private String rights() {
    String maintain = Integer.parseInt(binaries.majorVersion()) >= 17 ? ", 'maintain'" : "";
    return "ARRAY['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'%s]".formatted(maintain);
  }

  private static Map<String, List<String>> page() throws IOException {
    Map<String, List<String>> rows = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "permissions.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches() && !row.group(1).equals("table")) {
        rows.put(row.group(1), List.of(row.group(2), row.group(3), row.group(4)));
      }
    }
    return rows;
  }

  @Test
  void partitionsAndSequencesGiveNoRightsAndThereAreNoFunctions() {
    assertThat(database.query("SELECT c.relname, c.relacl::text FROM pg_class c WHERE %s AND c.relkind <> 'i' AND %s AND EXISTS (SELECT FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner)"
        .formatted(OURS, PARTITION_OR_SEQUENCE))).isEmpty();
    assertThat(database.query("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")).as("functions, which everyone may call by default").isEmpty();
  }

  @Test
  void everyoneElseHasNoRightAtAll() {
    assertThat(database.query("SELECT c.relname FROM pg_class c, aclexplode(c.relacl) a WHERE %s AND a.grantee = 0".formatted(OURS))).isEmpty();
    assertThat(database.query("SELECT typname FROM pg_type t, aclexplode(coalesce(typacl, acldefault('T', typowner))) a "
        + "WHERE typnamespace = 'public'::regnamespace AND typtype = 'e' AND a.grantee = 0")).isEmpty();
    assertThat(database.query("SELECT role, has_schema_privilege(role, 'public', 'usage'), has_schema_privilege(role, 'public', 'create') FROM unnest(%s) role".formatted(ROLES)))
        .allSatisfy(row -> assertThat(row.subList(1, 3)).containsExactly(true, false));
  }

  @Test
  void allOfItBelongsToTheRoleOfTheOwner() {
    assertThat(database.query("SELECT c.relname, pg_get_userbyid(c.relowner) FROM pg_class c WHERE %s AND pg_get_userbyid(c.relowner) <> 'millrace_owner'".formatted(OURS))).isEmpty();
    assertThat(database.value("SELECT pg_get_userbyid(typowner) FROM pg_type WHERE typname = 'decision_status'")).isEqualTo("millrace_owner");
  }
}
