package dev.millrace.extract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneFinderTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "call +44 20 7946 0958 now | +44 20 7946 0958 | +442079460958",
      "Tel.:+49(0)30/12345678 | +49(0)30/12345678 | +493012345678",
      "+1 (202) 456-1111 ext. 22 | +1 (202) 456-1111 ext. 22 | +12024561111",
  })
  void findsInternationalNumbersWithoutARegion(String text, String raw, String value) {
    assertThat(Finding.raws(FieldType.PHONE, text)).containsExactly(raw);
    assertThat(Finding.values(FieldType.PHONE, text)).containsExactly(value);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "GB | call 020 7946 0958 | +442079460958",
      "GB | call +49 30 12345678 | +493012345678",
      "US | (202) 456-1111 | +12024561111",
      "NO | ring 22 34 56 78 | +4722345678",
  })
  void findsNationalNumbersOfTheRegion(String region, String text, String value) {
    assertThat(Finding.values(FieldType.PHONE, FieldOptions.region(region), text)).containsExactly(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"020 7946 0958", "+1 555", "+999 12345678", "call+442079460958x", "+", "++++"})
  void refusesWhatIsNoInternationalNumber(String text) {
    assertThat(Finding.values(FieldType.PHONE, text)).isEmpty();
  }

  @Test
  void numbersThatStandCloseTogetherAreEachFoundOnce() {
    assertThat(Finding.raws(FieldType.PHONE, "+44 20 7946 0958 or +44 20 7946 0959; +44 20 7946 0960\n+44 20 7946 0961"))
        .containsExactly("+44 20 7946 0958", "+44 20 7946 0959", "+44 20 7946 0960", "+44 20 7946 0961");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "https://x.example/03012345678", "12.03.2026"})
  void whatIsSomethingElseIsNoPhoneNumber(String text) {
    assertThat(Finding.values(FieldType.PHONE, FieldOptions.region("DE"), text)).isEmpty();
  }

  @Test
  void anAddressOfTheInternetIsNoPhoneNumber() {
    assertThat(Finding.values(FieldType.PHONE, FieldOptions.region("US"), "from 36.160.14.148")).isEmpty();
  }

  @Test
  void aTextFullOfNumbersIsReadUpToTheLimitAndSaysSo() {
    PhoneFinder finder = new PhoneFinder(null);
    String number = "+44 20 7946 0958, and then ";
    assertThat(finder.find(number.repeat(100))).satisfies(found -> {
      assertThat(found.limited()).isFalse();
      assertThat(found.matches()).hasSize(100);
    });
    assertThat(finder.find(number.repeat(5_000))).satisfies(found -> {
      assertThat(found.limited()).isTrue();
      assertThat(found.matches()).hasSizeBetween(250, 350);
    });
  }
}
