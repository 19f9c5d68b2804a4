package dev.millrace.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.document.Part;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTemplateTest {
  private static final List<Part> PARTS = List.of(Part.plain("subject", "Late"), Part.plain("body", "Where {subject} is it?"));

  @Test
  void namesInBracesBecomeTheTextsOfParts() {
    assertThat(TextTemplate.of("{subject}\n\n{body} -- {subject}.").render(PARTS)).isEqualTo("Late\n\nWhere {subject} is it? -- Late.");
  }

  @Test
  void aStarIsEveryPartOnALineOfItsOwn() {
    assertThat(TextTemplate.of("*").render(PARTS)).isEqualTo("Late\nWhere {subject} is it?");
    assertThat(TextTemplate.of("*").render(PARTS.subList(0, 1))).isEqualTo("Late");
  }

  @Test
  void linesOfPartsAreTheirTemplateWrittenOut() {
    TextTemplate template = TextTemplate.linesOf(List.of("subject", "body"));
    assertThat(template.pattern()).isEqualTo("{subject}\n{body}");
    assertThat(template.render(PARTS)).isEqualTo(TextTemplate.of("*").render(PARTS));
  }

  @Test
  void aPartThatIsNotThereIsEmpty() {
    assertThat(TextTemplate.of("{title}|{subject}").render(PARTS)).isEqualTo("|Late");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{subject", "{}", "a {", "{subject}{"})
  void aBraceThatNamesNoPartIsRefused(String pattern) {
    assertThatThrownBy(() -> TextTemplate.of(pattern))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessageContaining(pattern);
  }

  @Test
  void aPartThatThePipelineDoesNotGiveIsRefused() {
    TextTemplate template = TextTemplate.of("{subject}\n{body}");
    assertThatCode(() -> template.requireParts(Set.of("body", "subject", "more"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> template.requireParts(Set.of("text", "body")))
        .hasMessage("The bundle's text template '{subject}\\n{body}' wants the part 'subject'; the pipeline's input.text gives [body, text]");
  }
}
