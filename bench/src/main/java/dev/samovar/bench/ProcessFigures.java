package dev.samovar.bench;

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

  /** CPU time of all its threads, user and system, in microseconds; a step is 10 ms. */
  static long cpuMicros(long pid) {
    return cpuMicros(read(pid, "stat"));
  }

  /** The same of the file's text; the command's name may hold spaces and brackets. */
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

  private static String read(long pid, String file) {
    Path path = Path.of("/proc", Long.toString(pid), file);
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new BenchException(path + ": cannot be read; the process has ended", e);
    }
  }
}
