package dev.samovar.core.request;

/**
 * The rolling hash of a prompt, in the order in which engines lay it out, whatever the order of the
 * body's keys: what stands in {@code system} or {@code instructions}, then the tools, then the
 * turns. Inside each of the three the order is the body's.
 *
 * <p>Each of the three is a chain of its own, whose blocks are read seeded by all that stands
 * before it. So a tool that changes changes every block of the turns, and tools that stand behind
 * the messages still count as before them.
 */
public final class PromptHash {
  private static final int SECTIONS = 3;

  private final PrefixChain[] sections = new PrefixChain[SECTIONS];
  private final int maxBlocks;
  private int turnsBeforeLastUser;

  PromptHash(ReadPlan plan) {
    maxBlocks = plan.maxBlocks();
    for (int i = 0; i < SECTIONS; i++) {
      sections[i] = new PrefixChain(plan.blockBytes(), maxBlocks);
    }
  }

  void reset() {
    for (int i = 0; i < SECTIONS; i++) {
      sections[i].reset();
    }
    turnsBeforeLastUser = 0;
  }

  PrefixChain system() {
    return sections[0];
  }

  PrefixChain tools() {
    return sections[1];
  }

  PrefixChain turns() {
    return sections[2];
  }

  /** The last user turn began when the turns had so many blocks. */
  void lastUserBegan(int blocks) {
    turnsBeforeLastUser = blocks;
  }

  int count() {
    return Math.min(maxBlocks, system().count() + tools().count() + turns().count());
  }

  int countBeforeLastUser() {
    return Math.min(maxBlocks, system().count() + tools().count() + turnsBeforeLastUser);
  }

  int write(long seed, long[] into) {
    int room = Math.min(maxBlocks, into.length);
    int written = 0;
    long before = seed;
    for (int i = 0; i < SECTIONS; i++) {
      PrefixChain section = sections[i];
      int blocks = section.count();
      for (int n = 0; n < blocks && written < room; n++) {
        into[written++] = PrefixChain.mix(before, section.block(n));
      }
      before = PrefixChain.mix(before, section.digest());
    }
    return written;
  }

  /**
   * A seed under which prompts are told apart.
   *
   * @param model the model that reads the prompt
   * @param tenant whose prompt it is, or {@code null} where that does not matter
   */
  public static long seed(String model, String tenant) {
    return PrefixChain.mix(hash(model), tenant == null ? 0 : hash(tenant));
  }

  private static long hash(String text) {
    long out = text.length() + 1;
    for (int i = 0; i < text.length(); i++) {
      out = PrefixChain.mix(out, text.charAt(i));
    }
    return out;
  }
}
