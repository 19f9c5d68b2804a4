package dev.millrace.jobs.doctor;

import dev.millrace.cli.Finding;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An NVIDIA GPU's driver and the CUDA libraries, by name and without loading any.
 *
 * @param root of the file system
 * @param searched further directories, such as those of {@code LD_LIBRARY_PATH}
 */
record CudaProbe(Path root, List<Path> searched) implements Probe {
  private static final String SUBJECT = "GPU";
  private static final String DRIVER = "libcuda.so.1";
  private static final List<String> LIBRARIES = List.of("libcudart.so.12", "libcublas.so.12", "libcublasLt.so.12");
  private static final List<String> PLACES = List.of("usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "usr/lib64", "usr/lib", "lib64",
      "usr/lib/wsl/lib", "usr/local/nvidia/lib64", "usr/local/nvidia/lib", "usr/local/cuda/lib64", "usr/local/cuda/targets/x86_64-linux/lib");

  static CudaProbe ofThisMachine() {
    String path = System.getenv("LD_LIBRARY_PATH");
    List<Path> searched = new ArrayList<>();
    for (String place : path == null ? new String[0] : path.split(":")) {
      if (!place.isBlank()) {
        searched.add(Path.of(place));
      }
    }
    return new CudaProbe(Path.of("/"), searched);
  }

  @Override
  public List<Finding> look() throws IOException {
    List<String> gpus = gpus();
    boolean driver = isThere(DRIVER);
    if (!driver && gpus.isEmpty()) {
      return List.of(Finding.ok(SUBJECT, "none (no driver, %s); the job runs on the CPU".formatted(DRIVER)));
    }
    List<String> missing = new ArrayList<>();
    if (!driver) {
      missing.add(DRIVER);
    }
    LIBRARIES.stream().filter(library -> !isThere(library)).forEach(missing::add);
    String found = gpus.isEmpty() ? "driver found, no device" : String.join(", ", gpus);
    // This Millrace's ONNX Runtime is the CPU's; the devices line says which it has.
    return List.of(missing.isEmpty()
        ? Finding.ok(SUBJECT, found + "; driver and CUDA 12 libraries are there")
        : Finding.warning(SUBJECT, "%s; not found: %s".formatted(found, String.join(", ", missing)),
            "The job runs on the CPU. For the GPU install the driver and CUDA 12.4 or newer, and name their directory in LD_LIBRARY_PATH."));
  }

  private boolean isThere(String library) {
    return PLACES.stream().map(root::resolve).anyMatch(place -> Files.exists(place.resolve(library)))
        || searched.stream().anyMatch(place -> Files.exists(place.resolve(library)));
  }

  /** As the kernel's driver names them. */
  private List<String> gpus() throws IOException {
    Path all = root.resolve("proc/driver/nvidia/gpus");
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(all)) {
      try (DirectoryStream<Path> devices = Files.newDirectoryStream(all)) {
        for (Path device : devices) {
          Path information = device.resolve("information");
          names.add(!Files.isReadable(information) ? "NVIDIA GPU" : Files.readString(information).lines().filter(line -> line.startsWith("Model:"))
              .map(line -> line.substring("Model:".length()).strip()).findFirst().orElse("NVIDIA GPU"));
        }
      }
    }
    return names;
  }
}
