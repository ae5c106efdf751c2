package dev.samovar.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of a process under {@code /proc}. */
final class ProcessFigures {

  /** The unit of {@code /proc/PID/stat}, which Linux fixes for user space (proc(5), sysconf(3)). */
  private static final long TICK_MICROS = 10_000;

  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  private ProcessFigures() {}

  /**
   * CPU time of all its threads, user and system, in microseconds: from {@code schedstat}, which
   * counts nanoseconds of the threads that live, or where the kernel keeps none from {@code stat},
   * whose step is 10 ms.
   */
  static long cpuMicros(long pid) {
    File[] threads = Path.of("/proc", Long.toString(pid), "task").toFile().listFiles();
    if (threads == null || !Files.exists(Path.of("/proc/self/schedstat"))) {
      return cpuMicros(read(pid, "stat"));
    }
    long nanos = 0;
    for (File thread : threads) {
      try {
        nanos += schedNanos(Files.readString(thread.toPath().resolve("schedstat")));
      } catch (IOException e) {
        // A thread that has ended meanwhile counts for nothing.
      }
    }
    return nanos / 1000;
  }

  /** The first number of the file: nanoseconds on a CPU. */
  static long schedNanos(String schedstat) {
    return Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
  }

  /** Microseconds of {@code stat}'s text; the command's name may hold spaces and brackets. */
  static long cpuMicros(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) * TICK_MICROS;
  }

  /** Memory in RAM, in KiB. */
  static long residentKib(long pid) {
    return residentKib(read(pid, "status"));
  }

  static long residentKib(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  static String read(long pid, String file) {
    Path path = Path.of("/proc", Long.toString(pid), file);
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new BenchException(path + ": cannot be read; the process has ended", e);
    }
  }
}
