package dev.millrace.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bundle.NamedEncoder;
import dev.millrace.cli.Finding;
import dev.millrace.cli.Finding.Level;
import dev.millrace.database.Inspection;
import dev.millrace.database.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other machines than this one. */
class MachineProbesTest {
  @TempDir
  private Path directory;

  @ParameterizedTest
  @CsvSource({"11,MISSING", "17,OK", "21,OK", "25,MISSING"})
  void javaIs17Or21(int feature, Level level) {
    assertThat(MachineProbes.java(feature, feature + ".0.1", "Some", "/jdk").level()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"Linux,amd64,OK", "Linux,aarch64,OK", "Mac OS X,aarch64,OK", "Mac OS X,x86_64,MISSING", "Linux,riscv64,MISSING", "Windows 11,amd64,MISSING"})
  void platformHasNatives(String system, String arch, Level level) {
    assertThat(MachineProbes.platform(system, arch).level()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"glibc 2.36,OK", "glibc 2.34,OK", "glibc 2.31,MISSING", ",MISSING"})
  void tokenizerNeedsGlibc(String libc, Level level) {
    assertThat(MachineProbes.libc(libc).level()).isEqualTo(level);
  }

  @Test
  void aHeapThatLeavesNoRoomIsToldWithTheNumberToSet() {
    assertThat(MachineProbes.memory(24_000, 4_096).level()).isEqualTo(Level.OK);
    Finding tight = MachineProbes.memory(4_096, 4_000);
    assertThat(tight.level()).isEqualTo(Level.WARNING);
    assertThat(tight.todo()).contains("-Xmx2560m");
    assertThat(MachineProbes.memory(24_000, 512).todo()).contains("-Xmx1g");
  }

  @Test
  void coresFilesAndCharactersAreJudged() {
    assertThat(MachineProbes.cores(2, 8).found()).startsWith("2 of the machine's 8");
    assertThat(MachineProbes.openFiles(1_024).level()).isEqualTo(Level.WARNING);
    assertThat(MachineProbes.characters("UTF-8", "ANSI_X3.4-1968", Locale.ROOT).todo()).contains("LC_ALL=C.UTF-8");
  }

  @Test
  void aDirectoryThatCannotBeMadeIsMissingAndAFullDiskWarns() throws IOException {
    Path inTheWay = Files.writeString(directory.resolve("file"), "");
    Finding found = new DiskProbe("home", inTheWay.resolve("home"), 1_000, "MILLRACE_HOME").look().get(0);
    assertThat(found.level()).isEqualTo(Level.MISSING);
    assertThat(found.todo()).contains("MILLRACE_HOME");
    DiskProbe probe = new DiskProbe("home", directory, 1_000, "MILLRACE_HOME");
    assertThat(List.of(probe.judge(1_000).level(), probe.judge(999).level(), probe.judge(99).level())).containsExactly(Level.OK, Level.WARNING, Level.MISSING);
    assertThat(Files.list(directory)).containsExactly(inTheWay);
  }

  @Test
  void aGpuWithoutLibrariesIsToldByTheirNames() throws IOException {
    CudaProbe probe = new CudaProbe(directory, List.of(directory.resolve("extra")));
    assertThat(probe.look().get(0).found()).contains("none", "libcuda.so.1");
    Path gpu = Files.createDirectories(directory.resolve("proc/driver/nvidia/gpus/0000:01:00.0"));
    Files.writeString(gpu.resolve("information"), "Model: \t\t NVIDIA H100\nIRQ: 1\n");
    Files.createFile(Files.createDirectories(directory.resolve("usr/lib64")).resolve("libcuda.so.1"));
    Files.createFile(Files.createDirectories(directory.resolve("extra")).resolve("libcudart.so.12"));
    Finding found = probe.look().get(0);
    assertThat(found.level()).isEqualTo(Level.WARNING);
    assertThat(found.found()).contains("NVIDIA H100", "not found: libcublas.so.12, libcublasLt.so.12");
  }

  @Test
  void encodersAreAtHandOrFetchedOrOutOfReach() {
    List<NamedEncoder> minilm = List.of(NamedEncoder.of("minilm"));
    assertThat(ModelProbes.encoders(minilm, "/usr/bin/mvn").get(0).found()).contains("at hand: minilm", "bge-small (75 MB)");
    assertThat(ModelProbes.encoders(minilm, "").get(0).level()).isEqualTo(Level.WARNING);
    assertThat(ModelProbes.encoders(List.of(), "").get(0).level()).isEqualTo(Level.MISSING);
    assertThat(ModelProbes.encoders(NamedEncoder.ALL, "").get(0).level()).isEqualTo(Level.OK);
  }

  @Test
  void aServerIsJudgedByVersionTablesRightsAndClock() {
    List<Finding> good = DatabaseFindings.of(new Inspection("host:5432/db", "job", "16.2", 16, Migrations.LATEST, false, Duration.ofSeconds(-1), List.of()));
    assertThat(good).allMatch(finding -> finding.level() == Level.OK).extracting(Finding::subject).containsExactly("PostgreSQL", "tables", "rights", "clock");
    List<Finding> bad = DatabaseFindings.of(
        new Inspection("host:5432/db", "job", "12.2", 12, Migrations.LATEST - 1, true, Duration.ofMinutes(3), List.of("INSERT on decision")));
    assertThat(bad).extracting(Finding::level).containsExactly(Level.WARNING, Level.MISSING, Level.MISSING, Level.MISSING, Level.WARNING);
    assertThat(bad.get(3).found()).contains("INSERT on decision");
    assertThat(bad.get(4).found()).contains("180.0 s ahead");
  }
}
