package dev.samovar.agent.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Processor time of the threads whose names begin with one of these. */
final class ThreadCpu {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private ThreadCpu() {}

  static double seconds(String... names) {
    return LongStream.of(THREADS.getAllThreadIds())
            .filter(
                id -> {
                  var info = THREADS.getThreadInfo(id);
                  return info != null
                      && Stream.of(names).anyMatch(info.getThreadName()::startsWith);
                })
            .map(THREADS::getThreadCpuTime)
            .filter(nanos -> nanos > 0)
            .sum()
        / 1e9;
  }
}
