package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChecklistTest {
  private static final Finding LONG = Finding.missing("C library", "glibc 2.31; the tokenizer needs 2.34 or newer, and this machine has an older one",
      "Use a newer Linux: Debian 12, Ubuntu 22.04 or RHEL 9 will do; so does a container of one");

  @Test
  void aFindingIsSetToTheWidthAndItsAdviceStandsBehindAnArrow() {
    assertThat(Checklist.line(LONG, 80)).isEqualTo("""
        C library     missing  glibc 2.31; the tokenizer needs 2.34 or newer, and this
                               machine has an older one
                               → Use a newer Linux: Debian 12, Ubuntu 22.04 or RHEL 9
                                 will do; so does a container of one
        """);
  }

  @Test
  void whatSteersATerminalIsMadeVisible() {
    assertThat(Checklist.line(Finding.ok("column", "a\u001b[31m\u202eb\nc"), 80)).isEqualTo("column        ok       a·[31m·b c\n");
  }

  @Test
  void jsonHoldsTheWholeFinding() throws Exception {
    JsonNode list = new ObjectMapper().readTree(Checklist.json(List.of(LONG, Finding.ok("Java", "17"))));
    assertThat(list).hasSize(2);
    assertThat(list.get(0).get("subject").asText()).isEqualTo("C library");
    assertThat(list.get(0).get("level").asText()).isEqualTo("missing");
    assertThat(list.get(0).get("todo").asText()).isEqualTo(LONG.todo());
    assertThat(list.get(1).get("todo").isNull()).isTrue();
  }

  @Test
  void whatIsMissingComesWithWhatToDo() {
    assertThatThrownBy(() -> Finding.missing("Java", "none", null)).hasMessageContaining("say what to do");
  }
}
