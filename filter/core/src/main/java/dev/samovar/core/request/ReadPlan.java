package dev.samovar.core.request;

/**
 * How much of a request is read: only what the policies in force use. The model, {@code stream} and
 * the most tokens are always read.
 *
 * @param prompt whether sizes and counts of messages, tools and images are wanted
 * @param spans whether it is wanted where the last user turn and the system prompt stand; with
 *     {@code prompt} only
 * @param prefix whether the blocks of the prompt are hashed; with {@code prompt} only
 * @param user whether the user's name is wanted
 * @param blockBytes bytes of prompt in a block, a multiple of 16 from 16 to 65536
 * @param maxBlocks blocks that are kept, 1 to 65536
 * @param bytesPerToken bytes of text that count as a token, 1 to 64
 * @param imageTokens tokens that an image counts as, 0 to 1000000
 */
public record ReadPlan(
    boolean prompt,
    boolean spans,
    boolean prefix,
    boolean user,
    int blockBytes,
    int maxBlocks,
    int bytesPerToken,
    int imageTokens) {
  /** Blocks of 64 tokens at four bytes each, of 32768 tokens at most; images at 800 tokens. */
  public static final ReadPlan EVERYTHING = new ReadPlan(true, true, true, true, 256, 512, 4, 800);

  /** The model and what stands beside it alone. */
  public static final ReadPlan MODEL = new ReadPlan(false, false, false, false, 256, 512, 4, 800);

  /** Throws {@code IllegalArgumentException} for a number out of its range. */
  public ReadPlan {
    check("blockBytes", blockBytes, 16, 65536);
    check("maxBlocks", maxBlocks, 1, 65536);
    check("bytesPerToken", bytesPerToken, 1, 64);
    check("imageTokens", imageTokens, 0, 1_000_000);
    if (blockBytes % 16 != 0) {
      throw new IllegalArgumentException("blockBytes: must be a multiple of 16");
    }
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + ": must be " + least + " to " + most);
    }
  }
}
