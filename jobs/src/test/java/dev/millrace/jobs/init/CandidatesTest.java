package dev.millrace.jobs.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  private static final List<String> QUEUES = List.of("refund", "delivery", "account");

  private final Profile profile = new Profile();

  private void tickets(int rows) {
    for (int i = 0; i < rows; i++) {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("counted", Integer.toString(90_000 + i));
      row.put("ticketId", "T-%04d".formatted(i));
      row.put("opened", "%d/%d/2026".formatted(1 + i % 12, 1 + i % 28));
      row.put("subject", i % 3 == 0 ? null : "about order %d".formatted(i));
      row.put("message", "the parcel number %d has not arrived and I want to know where it is".formatted(i));
      row.put("queue", QUEUES.get(i % 3));
      row.put("agent", "agent " + i % 40);
      row.put("paid", i % 2 == 0 ? "yes" : "no");
      row.put("empty", "");
      profile.add(row);
    }
  }

  private static List<String> names(List<ColumnProfile> columns) {
    return columns.stream().map(ColumnProfile::name).toList();
  }

  @Test
  void columnsAreTakenForWhatTheirValuesAre() {
    tickets(300);
    Candidates candidates = new Candidates(profile);
    assertThat(names(candidates.ids())).as("one whose name says so first").containsExactly("ticketId", "counted");
    assertThat(names(candidates.times())).containsExactly("opened");
    assertThat(names(candidates.texts())).containsExactly("subject", "message");
    assertThat(names(candidates.labels())).startsWith("queue").contains("paid", "agent").doesNotContain("opened", "empty", "subject");
  }

  @Test
  void labelsWithTooFewDocumentsEachAreNone() {
    tickets(60);
    assertThat(names(new Candidates(profile).labels())).contains("queue").doesNotContain("agent");
  }

  @Test
  void aColumnThatRepeatsOnceIsNoId() {
    tickets(50);
    Map<String, String> again = new LinkedHashMap<>();
    again.put("ticketId", "T-0001");
    again.put("counted", "1");
    profile.add(again);
    assertThat(names(new Candidates(profile).ids())).containsExactly("counted");
  }

  @Test
  void theShareToBeRejectedIsThatWithoutIdTextOrTime() {
    tickets(100);
    Preview preview = new Preview("f.csv", "csv", true, Map.of(), profile, true);
    Choice choice = Choice.of(preview, new Candidates(profile), new Choice.Told(null, null, List.of("subject"), null));
    assertThat(choice.rejected(profile)).isEqualTo(0.34);
    assertThat(Choice.of(preview, new Candidates(profile), new Choice.Told(null, null, null, null)).rejected(profile)).isZero();
  }

  @Test
  void aColumnThatIsNotThereIsRefusedWithAllThatAre() {
    tickets(10);
    Preview preview = new Preview("f.csv", "csv", true, Map.of(), profile, true);
    assertThatThrownBy(() -> Choice.of(preview, new Candidates(profile), new Choice.Told(null, null, null, "category")))
        .hasMessageContaining("--label names the column 'category'").hasMessageContaining("queue");
  }

  @Test
  void timesAreToldByTheFormatThatFitsMost() {
    TimeFormats american = formats("3/14/2026", "12/31/2026", "n/a");
    assertThat(american.best()).isEqualTo("M/d/yyyy");
    assertThat(american.rate()).isEqualTo(2.0 / 3);
    assertThat(american.rival()).isNull();
    assertThat(formats("1/2/2026", "3/4/2026").rival()).as("no value tells").isEqualTo("d/M/yyyy");
    assertThat(formats("2026-03-14T10:00:00Z", "2026-03-14").best()).isEqualTo(TimeFormats.ISO);
    assertThat(formats("14.3.2026 9:05").best()).isEqualTo("d.M.yyyy H:mm");
    assertThat(formats("20260314").best()).isEqualTo("yyyyMMdd");
    assertThat(formats("10000000", "99999999").best()).as("numbers").isNull();
  }

  private static TimeFormats formats(String... values) {
    TimeFormats formats = new TimeFormats();
    for (String value : values) {
      formats.add(value);
    }
    return formats;
  }
}
