package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The condition of {@code --where}: Spark SQL over the columns of one row. It must say the same of a row whenever it is asked,
 * since a run may be continued and a task tried again.
 */
final class Where {
  private final String sql;
  private final Expression parsed;

  private Where(String sql, Expression parsed) {
    this.sql = sql;
    this.parsed = parsed;
  }

  /** Throws USAGE for what is no condition, and for subqueries. */
  static Where parse(String sql) {
    try {
      Where where = new Where(sql, new CatalystSqlParser().parseExpression(sql));
      where.refuseSubqueries(where.parsed);
      return where;
    } catch (Exception e) {
      throw refused(e);
    }
  }

  /** The columns named, each by the steps of its path. */
  Set<List<String>> columns() {
    Set<List<String>> names = new LinkedHashSet<>();
    collect(parsed, names);
    return names;
  }

  /** For the run row: the columns, and a hash to tell conditions apart. What it compares them with may be an id or a name. */
  String describe() {
    String names = columns().stream().map(steps -> String.join(".", steps)).collect(Collectors.joining(", "));
    return "over %s (%s)".formatted(names, RowHash.of(sql));
  }

  private static void collect(Expression expression, Set<List<String>> names) {
    if (expression instanceof UnresolvedAttribute attribute) {
      names.add(new ArrayList<>(CollectionConverters.asJava(attribute.nameParts())));
    }
    CollectionConverters.asJava(expression.children()).forEach(child -> collect(child, names));
  }

  /** The rows for which it is true. Throws USAGE, with the table's columns, if it does not fit them. */
  Dataset<Row> filter(Dataset<Row> table) {
    return filter(table, "false");
  }

  /** @param kept rows for which this is true stay, whatever the condition says of them */
  Dataset<Row> filter(Dataset<Row> table, String kept) {
    Dataset<Row> filtered;
    try {
      // On lines of its own: it may end in a comment.
      filtered = table.filter("%s OR (%n%s%n)".formatted(kept, sql));
    } catch (Exception e) {
      throw refused(e, table.columns());
    }
    Expression condition = condition(((org.apache.spark.sql.classic.Dataset<Row>) filtered).queryExecution().analyzed());
    if (!condition.deterministic() || condition.containsPattern(TreePattern.CURRENT_LIKE())) {
      throw MillraceException.usage("--where must say the same of a row whenever it is asked: no random numbers, and no clock. For times there are --from, --to and {date}");
    }
    return filtered;
  }

  /** Of the topmost filter; above it Spark may drop what only the condition reads. */
  private static Expression condition(LogicalPlan plan) {
    return plan instanceof Filter filter ? filter.condition() : condition(plan.children().head());
  }

  private void refuseSubqueries(Expression expression) {
    if (expression instanceof PlanExpression) {
      throw MillraceException.usage("--where is a condition over the columns of one row and takes no subquery");
    }
    CollectionConverters.asJava(expression.children()).forEach(this::refuseSubqueries);
  }

  private static MillraceException refused(Exception reason, String... columns) {
    if (reason instanceof MillraceException known) {
      return known;
    }
    if (reason instanceof AnalysisException analysis) {
      return MillraceException.usage("--where cannot be used: %s%s", firstLine(analysis),
          columns.length == 0 ? "" : ". The columns are " + String.join(", ", columns));
    }
    throw reason instanceof RuntimeException unexpected ? unexpected : new IllegalStateException(reason);
  }

  /** Those below it show the place in the condition. */
  static String firstLine(AnalysisException reason) {
    return reason.getMessage().lines().filter(line -> !line.isBlank()).findFirst().orElse("");
  }
}
