package dev.millrace.extract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSizeTest {
  @ParameterizedTest
  @ValueSource(strings = {"((((a{1,100}){1,100}){1,100}){1,100}){1,100}", "((a{1000}){1000}){1000}", "(?:[ab\\]{]{99}x){102}", "(((x{10}y){10}z){10}){11}", "([[:alpha:]]{500}){21}",
      "(\\d{100,}){101}"})
  void aPatternThatGrowsIsRefusedBeforeItIsCompiled(String pattern) {
    assertThatIllegalArgumentException().isThrownBy(() -> FieldRule.of("x", FieldType.REGEX, FieldOptions.pattern(pattern)))
        .withMessage("pattern repeats what it repeats: written out it has more than 10000 pieces; use smaller counts, or * and +");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ORD-\\d{8}", "(?:[A-Z]{2,4}-?){1,10}\\d{1,100}", "(a+)+b", "[{9999}]x", "\\{9999}x", "[\\]{9999}]x", "[]{9999}]x", "[[:alpha:]{9999}]x", "a{1,1000}"})
  void anOrdinaryPatternPasses(String pattern) {
    assertThatCode(() -> FieldRule.of("x", FieldType.REGEX, FieldOptions.pattern(pattern))).doesNotThrowAnyException();
  }

  @Test
  void aPatternTooLongOrTooDeepIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> FieldRule.of("x", FieldType.REGEX, FieldOptions.pattern("a".repeat(1_001))))
        .withMessage("pattern has 1001 characters; at most 1000 are accepted");
    assertThatIllegalArgumentException().isThrownBy(() -> FieldRule.of("x", FieldType.REGEX, FieldOptions.pattern("(".repeat(101) + "a" + ")".repeat(101))))
        .withMessage("pattern has groups inside groups, more than 100 deep");
  }
}
