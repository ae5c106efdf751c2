package dev.samovar.hostsim;

import java.time.Duration;

/**
 * How a guest is bounded, so that it can never hang or fill the test's JVM.
 *
 * @param callbackTime real time that one callback may take, without pauses of the whole machine
 * @param memoryBytes linear memory that a module may reach, and, up to 64 MiB, bytes that the host
 *     keeps for a guest
 * @param unfreedBytes handed-out memory that may stay unfreed at the end
 */
public record Limits(Duration callbackTime, long memoryBytes, long unfreedBytes) {

  /** 10 s a callback, 256 MiB of memory, 64 KiB unfreed. */
  public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), 256L << 20, 64L << 10);
}
