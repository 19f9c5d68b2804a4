package dev.millrace.fitting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeywordBaselineTest {
  private final KeywordBaseline baseline = KeywordBaseline.fit(
      List.of("My card has not ARRIVED", "the card is late", "Where is the card?", "refund me, please", "I want a REFUND"), new int[] {0, 0, 0, 1, 1}, 2);

  @Test
  void wordsDecideWhateverTheirCase() {
    assertThat(baseline.decide("Refund?!")).isEqualTo(1);
    assertThat(baseline.decide("arrived: CARD")).isZero();
    assertThat(baseline.decide("LATE IS LATE")).isZero();   // "I" of a Turkish locale would lose its dot
  }

  @Test
  void unknownWordsLeaveTheCommonestLabel() {
    assertThat(baseline.decide("zzz")).isZero();
    assertThat(baseline.decide("")).isZero();
  }

  @Test
  void tellingWordsComeFirst() {
    assertThat(baseline.words(1, 1)).containsExactly("refund");
    assertThat(baseline.words(0, 1)).containsExactly("card");
  }

  @Test
  void accuracyCountsAgreement() {
    assertThat(baseline.accuracy(List.of("refund", "card", "late", "refund"), new int[] {1, 0, 1, 0})).isEqualTo(0.5);
  }
}
