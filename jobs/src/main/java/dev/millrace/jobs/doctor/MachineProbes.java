package dev.millrace.jobs.doctor;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.millrace.cli.Finding;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine below Millrace. What is judged is handed in, so that tests can be another machine. */
final class MachineProbes {
  private static final long MIB = 1 << 20;
  /** Beside the heap: the model with its arenas, PostgreSQL, Spark's buffers, the JVM itself. */
  private static final long BESIDE_HEAP_MIB = 1_536;
  private static final long SMALLEST_HEAP_MIB = 1_024;
  private static final long FEWEST_FILES = 4_096;
  private static final int OLDEST_GLIBC_MINOR = 34;
  private static final Set<String> PLATFORMS = Set.of("Linux amd64", "Linux aarch64", "Mac OS X aarch64");
  private static final Pattern GLIBC = Pattern.compile("glibc 2\\.(\\d+).*");

  private MachineProbes() {}

  static List<Finding> java() {
    return List.of(java(Runtime.version().feature(), System.getProperty("java.version"), System.getProperty("java.vendor"), System.getProperty("java.home")));
  }

  static Finding java(int feature, String version, String vendor, String home) {
    String found = "%s of %s in %s".formatted(version, vendor, home);
    return feature == 17 || feature == 21
        ? Finding.ok("Java", found)
        : Finding.missing("Java", found, "Millrace runs on 17 and 21 (Spark's Hadoop fails on newer ones). Install one, or set JAVA_HOME to one.");
  }

  static List<Finding> platform() {
    String system = System.getProperty("os.name");
    Finding platform = platform(system, System.getProperty("os.arch"));
    return system.equals("Linux") ? List.of(platform, libc(askLibc())) : List.of(platform);
  }

  static Finding platform(String system, String arch) {
    return PLATFORMS.contains(system + " " + arch)
        ? Finding.ok("platform", "%s on %s".formatted(system, arch))
        : Finding.missing("platform", "%s on %s: ONNX Runtime and tokenizer bring no natives for it".formatted(system, arch),
            "Use Linux on x86-64 or arm64, macOS on Apple silicon, or WSL2.");
  }

  /** @param libc as getconf says it, such as {@code glibc 2.36}; null if it says nothing */
  static Finding libc(String libc) {
    Matcher glibc = GLIBC.matcher(libc == null ? "" : libc);
    if (!glibc.matches()) {
      return Finding.missing("C library", "not glibc (musl, as on Alpine?)", "Use a Linux with glibc 2.34 or newer: Debian 12, Ubuntu 22.04, RHEL 9.");
    }
    return Integer.parseInt(glibc.group(1)) >= OLDEST_GLIBC_MINOR
        ? Finding.ok("C library", libc)
        : Finding.missing("C library", libc + "; the tokenizer needs 2.34", "Use a newer Linux: Debian 12, Ubuntu 22.04, RHEL 9.");
  }

  private static String askLibc() {
    try {
      Process process = new ProcessBuilder("getconf", "GNU_LIBC_VERSION").redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? answer : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  static List<Finding> memory() {
    // A container's limit, where there is one.
    long total = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    return List.of(memory(total / MIB, Runtime.getRuntime().maxMemory() / MIB));
  }

  static Finding memory(long totalMib, long heapMib) {
    String found = String.format(Locale.ROOT, "%s for this machine or container, %s of it for Java's heap", size(totalMib), size(heapMib));
    if (heapMib + BESIDE_HEAP_MIB > totalMib) {
      return Finding.warning("memory", found, "Model and PostgreSQL need 1.5 GiB beside the heap; the system may end the job. Set MILLRACE_JAVA_OPTS=-Xmx%dm, or give more."
          .formatted(Math.max(512, totalMib - BESIDE_HEAP_MIB)));
    }
    return heapMib < SMALLEST_HEAP_MIB
        ? Finding.warning("memory", found, "Long documents and wide shuffles want 1 GiB of heap: set MILLRACE_JAVA_OPTS=-Xmx1g.")
        : Finding.ok("memory", found);
  }

  static List<Finding> cores() throws IOException {
    int usable = Runtime.getRuntime().availableProcessors();
    Path online = Path.of("/proc/cpuinfo");
    long all = Files.isReadable(online) ? Files.readString(online).lines().filter(line -> line.startsWith("processor")).count() : usable;
    return List.of(cores(usable, (int) Math.max(all, usable)));
  }

  static Finding cores(int usable, int all) {
    return usable < all
        ? Finding.warning("cores", "%d of the machine's %d: a container's quota or an affinity".formatted(usable, all), "Nothing, if that is meant; the job's speed grows with the cores.")
        : Finding.ok("cores", Integer.toString(usable));
  }

  static List<Finding> openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? List.of(openFiles(unix.getMaxFileDescriptorCount())) : List.of();
  }

  static Finding openFiles(long most) {
    return most >= FEWEST_FILES
        ? Finding.ok("open files", String.format(Locale.ROOT, "%,d at most", most))
        : Finding.warning("open files", "%d at most (ulimit -n)".formatted(most), "A shuffle of many slices may need more: raise it, ulimit -n 65536 or LimitNOFILE in systemd.");
  }

  static List<Finding> characters() {
    return List.of(characters(Charset.defaultCharset().name(), System.getProperty("sun.jnu.encoding"), Locale.getDefault()));
  }

  /** @param names encoding of file names and arguments, which follows the locale's */
  static Finding characters(String texts, String names, Locale locale) {
    String found = "texts %s, file names and arguments %s, locale %s".formatted(texts, names, locale.toLanguageTag());
    return texts.equals("UTF-8") && "UTF-8".equals(names)
        ? Finding.ok("characters", found)
        : Finding.warning("characters", found, "File names and arguments beyond ASCII may not be found: set LC_ALL=C.UTF-8.");
  }

  private static String size(long mib) {
    return String.format(Locale.ROOT, "%.1f GiB", mib / 1024.0);
  }
}
