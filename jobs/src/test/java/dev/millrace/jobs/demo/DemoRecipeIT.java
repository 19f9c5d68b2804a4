package dev.millrace.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bundle.Bundle;
import dev.millrace.bundle.BundleTask;
import dev.millrace.decision.Decision;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.Outcome.Decided;
import dev.millrace.document.Document;
import dev.millrace.document.Part;
import dev.millrace.pipeline.BoundPipeline;
import dev.millrace.pipeline.Meter;
import dev.millrace.pipeline.PipelinePlan;
import dev.millrace.pipeline.spec.PipelineFile;
import dev.millrace.session.CpuDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped recipe: opens, keeps its promise, decides well but not too well, and comes again from the same command. */
class DemoRecipeIT {
  @TempDir
  private Path temp;

  @Test
  void opensWithTheLabelsOfTheTickets() {
    Bundle recipe = Bundle.open(Shipped.RECIPE);
    assertThat(recipe.name()).isEqualTo("support-demo");
    assertThat(recipe.tasks()).extracting(BundleTask::name).containsExactlyElementsOf(Ticket.TASKS);
    for (BundleTask task : recipe.tasks()) {
      assertThat(task.labels()).containsExactlyElementsOf(Shipped.TRAINING.stream().map(ticket -> ticket.gold(task.name())).distinct().sorted().toList());
    }
  }

  @Test
  void holdsSmallFilesOnly() throws IOException {
    try (Stream<Path> files = Files.list(Shipped.RECIPE)) {
      assertThat(files).allMatch(file -> file.toFile().length() < 100_000).extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrder("heads.onnx", "held-out-category-fp32.csv", "held-out-urgency-fp32.csv", "millrace.yaml");
    }
  }

  @Test
  void decidesTestTicketsBetterThanKeywordsButNotSuspiciouslyWell() {
    BoundPipeline bound = PipelinePlan.of(PipelineFile.load(Shipped.FILES.pipeline(), Map.of())).bind();
    assertThat(bound.rules().get(0).basis().guaranteed()).isGreaterThanOrEqualTo(0.9);
    List<Document> documents = Shipped.TEST.stream().map(DemoRecipeIT::document).toList();
    List<Outcome> outcomes = bound.load(CpuDevice.ofThisMachine(), 0).decide(documents, new Meter());
    for (String task : Ticket.TASKS) {
      int correct = 0;
      for (int i = 0; i < outcomes.size(); i++) {
        Decision decision = ((Decided) outcomes.get(i)).decisions().get(Ticket.TASKS.indexOf(task));
        correct += decision.label().equals(Shipped.TEST.get(i).gold(task)) ? 1 : 0;
      }
      assertThat((double) correct / outcomes.size()).as(task)
          .isGreaterThan(TaskScore.baseline(task, Shipped.TRAINING, Shipped.TEST)).isBetween(0.72, 0.95);
    }
  }

  private static Document document(Ticket ticket) {
    return new Document("larkfield", ticket.id(), List.of(Part.plain("subject", ticket.subject()), Part.plain("body", ticket.body())), null, Map.of(), false);
  }

  @Test
  void trainingGivesTheSameBytesOnAnyNumberOfCores() throws Exception {
    Path some = temp.resolve("some.jsonl");
    Files.write(some, Files.readAllLines(Shipped.FILES.training()).subList(0, 150));
    for (String cores : new String[] {"1", "2"}) {
      new Millrace(temp).run(List.of("train", "--input", some.toString(), "--id", "ticket_id", "--text", "subject,body", "--label", "category", "--label", "urgency",
          "--penalty", "3,30", "--recipe", "--name", "again", "--cores", cores, "--out", temp.resolve("cores-" + cores).toString()));
    }
    for (String file : new String[] {"heads.onnx", "held-out-category-fp32.csv", "held-out-urgency-fp32.csv", "millrace.yaml"}) {
      assertThat(temp.resolve("cores-2").resolve(file)).hasSameBinaryContentAs(temp.resolve("cores-1").resolve(file));
    }
  }
}
