package dev.samovar.llmsim.engine;

import java.util.List;

/**
 * The engine's state at one moment.
 *
 * @param waiting sequences in the queue
 * @param running sequences in slots
 * @param prefilling those of the running ones that have no token yet
 * @param usedBlocks KV blocks that running sequences hold; cached ones that none holds count as
 *     free
 * @param kvUsage the same as a share of all blocks, in [0,1]
 * @param decodeRate tokens per second of the step at work, all streams together; 0 when idle
 * @param runningAdapters LoRA adapters of running sequences, each once
 * @param waitingAdapters LoRA adapters of waiting sequences, each once
 */
public record Load(
    int waiting,
    int running,
    int prefilling,
    int usedBlocks,
    double kvUsage,
    double decodeRate,
    List<String> runningAdapters,
    List<String> waitingAdapters) {
  public static final Load IDLE = new Load(0, 0, 0, 0, 0, 0, List.of(), List.of());

  public Load {
    runningAdapters = List.copyOf(runningAdapters);
    waitingAdapters = List.copyOf(waitingAdapters);
  }

  /** The same with other counts of sequences. */
  public Load withCounts(int waitingNow, int runningNow) {
    return new Load(
        waitingNow,
        runningNow,
        prefilling,
        usedBlocks,
        kvUsage,
        decodeRate,
        runningAdapters,
        waitingAdapters);
  }
}
