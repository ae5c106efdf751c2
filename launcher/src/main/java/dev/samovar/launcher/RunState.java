package dev.samovar.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What runs, as {@code .samovar/run.json} says it for {@code status}, {@code down} and {@code
 * logs}.
 *
 * @param launcher the process that holds it all
 * @param ready whether everything was ready once
 * @param children in the order of their start; the last state stays after the end, for the logs
 */
record RunState(Running launcher, boolean ready, List<ChildState> children) {

  /**
   * A process that can be told from a later one with the same pid.
   *
   * @param started milliseconds since the machine's start where {@code /proc} tells them, which no
   *     change of the clock touches; elsewhere since 1970, as the operating system says it
   */
  record Running(long pid, long started) {

    /** Clocks may be set and the system's figure is coarse. */
    private static final long TOLERANCE_MILLIS = 2000;

    /** Counted from the state, the third field. */
    private static final int START_TIME = 19;

    /** A hundred a second on every system that has the file. */
    private static final int MILLIS_PER_TICK = 10;

    static Running of(ProcessHandle process) {
      return new Running(process.pid(), started(process));
    }

    /**
     * The process, when it still runs; one that has ended and only waits for its parent does not.
     */
    Optional<ProcessHandle> find() {
      return ProcessHandle.of(pid)
          .filter(process -> process.isAlive() && !isDefunct(pid))
          .filter(process -> Math.abs(started(process) - started) <= TOLERANCE_MILLIS);
    }

    /** In a container whose first process asks for nobody's end, such a process stays for ever. */
    private static boolean isDefunct(long pid) {
      return stat(pid).startsWith("Z");
    }

    private static long started(ProcessHandle process) {
      String[] stat = stat(process.pid()).split(" ");
      return stat.length > START_TIME
          ? Long.parseLong(stat[START_TIME]) * MILLIS_PER_TICK
          : process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** From the state on; empty where there is no such file (proc(5), /proc/pid/stat). */
    private static String stat(long pid) {
      try {
        Path file = Path.of("/proc", Long.toString(pid), "stat");
        String stat = Files.readString(file, StandardCharsets.ISO_8859_1);
        // pid (name) state: a name may hold brackets of its own.
        return stat.substring(stat.lastIndexOf(')') + 2);
      } catch (IOException e) {
        return "";
      }
    }
  }

  /** A child; {@code where} is its address. */
  record ChildState(String name, Running process, String where, String log) {}

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT);

  /** True while the launcher of this state lives. */
  boolean isRunning() {
    return launcher.find().isPresent();
  }

  /** The last state that was written; empty when there is none that can be understood. */
  static Optional<RunState> read(Path file) {
    try {
      RunState state = JSON.readValue(Files.readString(file), RunState.class);
      return state == null || state.launcher() == null || state.children() == null
          ? Optional.empty()
          : Optional.of(state);
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new LauncherException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  void write(Path file) {
    try {
      Path temporary = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(temporary, JSON.writeValueAsString(this));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new LauncherException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
