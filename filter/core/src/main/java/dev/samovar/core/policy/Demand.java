package dev.samovar.core.policy;

/**
 * What one request asks of an endpoint, as far as policies care.
 *
 * <p>Reused from request to request; a field that is not set is 0 or {@code null}.
 */
public final class Demand {
  private static final long[] NONE = {};

  /** Tokens of the prompt, estimated. */
  public int promptTokens;

  /** Most tokens of the answer, -1 where the request does not say. */
  public int maxTokens = -1;

  /** Chained hashes of the prompt's complete blocks, first block first. */
  public long[] blocks = NONE;

  /** How many of {@link #blocks} count. */
  public int blockCount;

  /** How many of them were complete before the last turn of the user began. */
  public int sharedBlocks;

  /** Tokens of one block. */
  public int blockTokens = 64;

  /** Whether the candidates' hits were read from an index of prefixes. */
  public boolean indexed;

  /** Turns of the user in the conversation, 0 where it is none. */
  public int userTurns;

  /** Hash of what keeps a conversation or session together, 0 for none. */
  public long session;

  /** The LoRA adapter that is wanted, or {@code null}. */
  public String adapter;

  /** Forgets everything. */
  public void clear() {
    promptTokens = 0;
    maxTokens = -1;
    blockCount = 0;
    sharedBlocks = 0;
    indexed = false;
    userTurns = 0;
    session = 0;
    adapter = null;
  }
}
