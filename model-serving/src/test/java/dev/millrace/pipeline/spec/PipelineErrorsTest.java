package dev.millrace.pipeline.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which a pipeline file can be wrong, with what its author reads. */
class PipelineErrorsTest {
  private static final String INPUT = "input: {source: helpdesk, id: id, text: [body]}\n";
  private static final String BUNDLE = "bundle: models/support\n";
  private static final String TASKS = "tasks: {category: {}}\n";
  private static final String ROUTE = "route: {brokers: b, group: g, from: [t], task: category, topic: 'x.{label}'";
  private static final Map<String, String> ENVIRONMENT = Map.of("SECRET", "hunter2");

  @TempDir
  private Path directory;

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      // Line 4, behind input, bundle and tasks.
      "taks: {}                                | 4: taks: unknown key; did you mean tasks? The keys known here are pipeline, owner, cost_center, input, bundle, precision, tasks, labels, fields, database, keep, drift, route",
      "zzzzzzzzzz: 1                           | 4: zzzzzzzzzz: unknown key; the keys known here are pipeline, owner, cost_center, input, bundle, precision, tasks, labels, fields, database, keep, drift, route",
      "drift: {label-psi: 1}                   | 4: drift.label-psi: unknown key; did you mean label_psi? The keys known here are label_psi, abstained",
      "owner: [a]                              | 4: owner: expected text, found a list",
      "owner: {a: b}                           | 4: owner: expected text, found a mapping",
      "owner: ${NOT_SET}                       | 4: owner: environment variable NOT_SET is not set; set it, or give a default as in ${NOT_SET:-default}",
      "owner: ${not closed                     | 4: owner: expected ${NAME} or ${NAME:-default}; write $${ for a plain ${",
      "bundle: other                           | 4: key bundle is given twice",
      "[a]: b                                  | 4: expected text as key, found a list",
      "precision: fp23                         | 4: precision: expected one of fp32, int8, fp16; did you mean fp32?",
      "precision: ${SECRET}                    | 4: precision: expected one of fp32, int8, fp16",
      "keep: 6 months                          | 4: keep: expected a duration such as 12h, 180d or 26w",
      "keep: 0d                                | 4: keep: expected a duration such as 12h, 180d or 26w",
      "keep: 36501d                            | 4: keep: expected a duration of at most 100 years (36500d)",
      "keep: 999999w                           | 4: keep: expected a duration of at most 100 years (36500d)",
      "drift: {abstained: lots}                | 4: drift.abstained: expected a number, found text",
      "drift: {abstained: NaN}                 | 4: drift.abstained: expected a number, found one that is not finite",
      "drift: {abstained: 2}                   | 4: drift: abstained must be greater than 0 and at most 1",
      "drift: {label_psi: 0}                   | 4: drift: label_psi must be greater than 0",
      "drift: []                               | 4: drift: expected a mapping of keys to values, found a list",
      "labels: {categry: {}}                   | 4: labels.categry: unknown key; did you mean category? The keys known here are category",
      "fields: {a: {}}                         | 4: fields.a: key type is missing",
      "fields: {a: }                           | 4: fields.a: expected a mapping of keys to values, found nothing",
      "fields: {a: {type: mony}}               | 4: fields.a.type: expected one of email, phone, iban, credit_card, money, date, url, regex; did you mean money?",
      "fields: {a: {type: email, many: yes}}   | 4: fields.a.many: expected true or false, found another word",
      "fields: {a: {type: email, many: []}}    | 4: fields.a.many: expected true or false, found a list",
      "fields: {1a: {type: email}}             | 4: fields.1a: A field's name starts with a letter and holds letters, digits, _ and -, at most 63",
      "fields: {a: {type: regex}}              | 4: fields.a: A regex field needs a pattern",
      "fields: {a: {type: regex, pattern: '(a'}} | 4: fields.a: pattern is not RE2 syntax (linear time: no look-around, no back references): missing closing )",
      "fields: {a: {type: regex, pattern: 'a*'}} | 4: fields.a: pattern matches the empty text: it would be found everywhere",
      "fields: {a: {type: date, region: GB}}   | 4: fields.a: region is an option of phone fields, not of date",
      "fields: {a: {type: phone, region: UK}}  | 4: fields.a: region is a country of two capital letters, such as GB, which libphonenumber knows",
      "fields: {a: {type: money, currency: EUR}} | 4: fields.a: currency says what $, kr or ¥ stands for: one of [AUD, CAD, CNY, DKK, HKD, ISK, JPY, MXN, NOK, NZD, SEK, SGD, TWD, USD]",
      "fields: {a: {type: credit_card, store: raw}}  | 4: fields.a: A credit_card is always masked: leave out store: raw",
      "fields: {a: {type: credit_card, store: hash}} | 4: fields.a: A credit_card is always masked: leave out store: hash",
      "database: {password: hunter2}           | 4: database.password: a password may not stand in this file, nor a variable that holds it; use password_file, or set MILLRACE_DB_PASSWORD where the job runs",
      "database: {password: '${A:-hunter2}'}   | 4: database.password: a password may not stand in this file, nor a variable that holds it; use password_file, or set MILLRACE_DB_PASSWORD where the job runs",
      "database: {url: 'jdbc:postgresql://u:hunter2@h/d'}  | 4: database.url: a password may not stand in the URL; use password_file, or set MILLRACE_DB_PASSWORD where the job runs",
      "database: {url: 'jdbc:postgresql://h/d?user=u&password=hunter2'}  | 4: database.url: a password may not stand in the URL; use password_file, or set MILLRACE_DB_PASSWORD where the job runs",
      "database: {url: 'jdbc:postgresql://h/d?sslkey=k&sslpassword=hunter2'}  | 4: database.url: a password may not stand in the URL; use password_file, or set MILLRACE_DB_PASSWORD where the job runs",
      "database: {url: 'jdbc:mysql://h/d'}     | 4: database: url must be embedded or start with jdbc:postgresql:",
      "database: {schema: 'a;b'}               | 4: database: schema must be lower-case letters, digits and _, at most 63",
  })
  void eachMistakeIsNamedWithLineAndKey(String line, String message) throws IOException {
    assertThat(messageFor(INPUT + BUNDLE + TASKS + line)).isEqualTo("pipeline.yaml:" + message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "source: a, id: b                        | 1: input: key text is missing",
      "source: a, text: [b]                    | 1: input: key id is missing",
      "id: a, text: [b]                        | 1: input: key source is missing",
      "source: ' ', id: a, text: [b]           | 1: input.source: expected text, found nothing but blanks",
      "source: a, id: b, text: body            | 1: input.text: expected a mapping of keys to values, found text",
      "source: a, id: b, text: []              | 1: input: text must name at least one column",
      "source: a, id: b, text: [c, c]          | 1: input: text names part c twice",
      "source: a, id: b, text: ['']            | 1: input.text: A part's name must not be blank",
      "source: a, id: b, text: {c: ''}         | 1: input.text.c: The column of part c must not be blank",
      "source: a, id: b, text: [c], format: '!' | 1: input: format must be a name such as csv",
      "source: a, id: b, text: [c], time_format: yyyy | 1: input: time_format needs time, the column that it is the format of",
      "source: a, id: b, text: [c], time: t, time_format: bbb | 1: input: time_format is not a pattern such as yyyy/M/d",
      "source: a, id: b, text: [c], attributes: [d, d] | 1: input: attributes names a column twice",
      "source: a, id: b, text: [c], attributes: d | 1: input.attributes: expected a list, found text",
      "source: a, id: b, text: [c], options: {password: hunter2} | 1: input.options.password: a secret must not stand in this file; name an environment variable, as in ${NAME}",
  })
  void eachMistakeInTheInputIsNamed(String input, String message) throws IOException {
    assertThat(messageFor("input: {" + input + "}\n" + BUNDLE + TASKS)).isEqualTo("pipeline.yaml:" + message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{category: {treshold: 1}}                        | tasks.category.treshold: unknown key; the keys known here are accept",
      "{category: {accept: {precision: 0.9}}}           | tasks.category.accept: key confidence is missing",
      "{category: {accept: {confidence: 0.9}}}          | tasks.category.accept: key precision is missing",
      "{category: {accept: {precision: 1, confidence: 0.9}}} | tasks.category.accept: precision must lie between 0 and 1, such as 0.97",
      "{category: {accept: {precision: 0.9, confidence: 95}}} | tasks.category.accept: confidence must lie between 0 and 1, such as 0.95",
      "{' ': {}}                                        | tasks. : A task's name must not be blank",
  })
  void eachMistakeInTheTasksIsNamed(String tasks, String message) throws IOException {
    assertThat(messageFor(INPUT + BUNDLE + "tasks: " + tasks)).isEqualTo("pipeline.yaml:3: " + message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "task: urgent                       | route.task: expected a task of this pipeline: category",
      "require: [urgent]                  | route.require: expected a task of this pipeline: category",
      "redact: [name]                     | route.redact: expected a field or type of field of this pipeline: email, phone, iban, credit_card, money, date, url, regex",
      "from: []                           | route: from must name at least one topic",
      "from: ['a b']                      | route: from must name Kafka topics: letters, digits, ., _ and -, at most 249",
      "topic: '{lable}'                   | route: topic must name Kafka topics: letters, digits, ., _ and -, at most 249; {label} stands for the label",
      "format: confluent                  | route: format: confluent needs registry: {url: ...}",
      "registry: {url: x}                 | route: registry belongs to format: confluent only",
      "decisions: topic                   | route: decisions: topic needs decisions_topic",
      "output: xml                        | route.output: expected one of json, avro, original",
  })
  void eachMistakeInTheRouteIsNamed(String line, String message) throws IOException {
    String key = line.substring(0, line.indexOf(':'));
    String route = ROUTE.replaceAll("(, )" + key + ": (\\[.*?]|'.*?'|[a-z]+)", "") + ", " + line + "}";
    assertThat(messageFor(INPUT + BUNDLE + TASKS + route)).isEqualTo("pipeline.yaml:4: " + message);
  }

  @Test
  void whatMustBeThereIsAskedFor() throws IOException {
    assertThat(messageFor(BUNDLE + TASKS)).isEqualTo("pipeline.yaml:1: key input is missing");
    assertThat(messageFor(INPUT + TASKS)).isEqualTo("pipeline.yaml:1: key bundle is missing");
    assertThat(messageFor(INPUT + BUNDLE)).isEqualTo("pipeline.yaml:1: A pipeline needs tasks or fields");
    assertThat(messageFor(INPUT + TASKS + "bundle:\n")).isEqualTo("pipeline.yaml:3: bundle: expected text, found nothing");
    assertThat(messageFor(INPUT + BUNDLE + TASKS + "route: {brokers: b}")).isEqualTo("pipeline.yaml:4: route: key group is missing");
  }

  private String messageFor(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("pipeline.yaml"), text);
    MillraceException error = catchThrowableOfType(MillraceException.class, () -> PipelineFile.load(file, ENVIRONMENT));
    assertThat(error).as("the file should be refused").isNotNull();
    assertThat(error.kind()).isEqualTo(ErrorKind.USAGE);
    assertThat(error.getMessage()).doesNotContain("hunter2");
    return error.getMessage().replace(file.toString(), "pipeline.yaml");
  }
}
