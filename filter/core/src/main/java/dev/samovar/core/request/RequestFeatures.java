package dev.samovar.core.request;

import dev.samovar.core.text.Utf8;

/**
 * What a request's body says of itself, as far as the {@link ReadPlan} asks for it; one object for
 * one body after another.
 *
 * <p>Sizes are of bytes as they are written, escapes included. A key that stands twice counts
 * twice; of single values the last usable one counts.
 */
public final class RequestFeatures {
  /** Bytes of a user's name that are kept. */
  public static final int MAX_USER_BYTES = 256;

  final ReadPlan plan;
  final TextSpans lastUser = new TextSpans();
  final TextSpans system = new TextSpans();
  final byte[] user = new byte[MAX_USER_BYTES];
  final PromptHash hash;

  boolean stream;
  int maxTokens;
  int promptBytes;
  int toolBytes;
  int tokenIds;
  int messageCount;
  int userTurns;
  int toolCount;
  int imageCount;
  int userLength;

  RequestFeatures(ReadPlan plan) {
    this.plan = plan;
    hash = plan.prompt() && plan.prefix() ? new PromptHash(plan) : null;
    reset();
  }

  void reset() {
    lastUser.clear();
    system.clear();
    stream = false;
    maxTokens = -1;
    promptBytes = 0;
    toolBytes = 0;
    tokenIds = 0;
    messageCount = 0;
    userTurns = 0;
    toolCount = 0;
    imageCount = 0;
    userLength = -1;
    if (hash != null) {
      hash.reset();
    }
  }

  /** Whether the answer shall come as a stream; false where nothing is said. */
  public boolean stream() {
    return stream;
  }

  /** The most tokens of the answer, or -1 where that is not said in plain digits. */
  public int maxTokens() {
    return maxTokens;
  }

  /** Bytes of text in messages, system prompt, prompt, input, query and documents. */
  public int promptBytes() {
    return promptBytes;
  }

  /** Bytes of the tools' definitions, from bracket to bracket. */
  public int toolBytes() {
    return toolBytes;
  }

  /** Tokens that the model will about read: text and tools by bytes, images, token numbers. */
  public int promptTokens() {
    long bytes = (long) promptBytes + toolBytes;
    long text = (bytes + plan.bytesPerToken() - 1) / plan.bytesPerToken();
    long all = text + tokenIds + (long) imageCount * plan.imageTokens();
    return (int) Math.min(all, Integer.MAX_VALUE);
  }

  /** Messages or items; a plain prompt or input, a list of them too, is one. */
  public int messageCount() {
    return messageCount;
  }

  /** Turns of the user; a message that only brings a tool's result is none. */
  public int userTurns() {
    return userTurns;
  }

  /** Definitions of tools. */
  public int toolCount() {
    return toolCount;
  }

  /** Parts that are images. */
  public int imageCount() {
    return imageCount;
  }

  /**
   * The user that {@code user} or else {@code metadata.user_id} names, or {@code null}; of a longer
   * one its first {@value #MAX_USER_BYTES} bytes. One with a wrong escape is as it is written.
   */
  public String user() {
    if (userLength < 0) {
      return null;
    }
    String text = JsonStrings.unescape(user, userLength);
    return text == null ? Utf8.decode(user, 0, userLength) : text;
  }

  /** Where the texts of the last user turn stand. */
  public TextSpans lastUser() {
    return lastUser;
  }

  /** Where the first texts of the system's prompt stand. */
  public TextSpans system() {
    return system;
  }

  /** Full blocks of the prompt that have a hash; 0 where the plan asks for none. */
  public int blocks() {
    return hash == null ? 0 : hash.count();
  }

  /** Of {@link #blocks()}, those that were full before the last user turn began. */
  public int blocksBeforeLastUser() {
    return hash == null ? 0 : hash.countBeforeLastUser();
  }

  /**
   * Writes the hash of the prompt up to each block into an array.
   *
   * @param seed what else tells prompts apart, see {@link PromptHash#seed}
   * @return how many were written: {@link #blocks()}, or as many as there is room for
   */
  public int hashes(long seed, long[] into) {
    return hash == null ? 0 : hash.write(seed, into);
  }
}
