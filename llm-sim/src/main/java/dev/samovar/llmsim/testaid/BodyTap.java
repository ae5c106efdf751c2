package dev.samovar.llmsim.testaid;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Hashes a body while it is read, and keeps it when it is at most 1 MiB.
 *
 * <p>Bodies that are being read share a budget of 16 MiB; one that finds it used up is not kept, so
 * that many clients at once cannot fill the memory.
 */
public final class BodyTap {
  static final int KEPT_BYTES = 1 << 20;

  /** What bodies in flight hold together, in bytes. */
  public static final class Budget {
    private long left;

    public Budget() {
      this(16L << 20);
    }

    Budget(long bytes) {
      left = bytes;
    }
  }

  private final Budget budget;
  private final MessageDigest digest;
  private byte[] kept = {};
  private boolean keeps = true;
  private long length;

  public BodyTap(Budget budget) {
    this.budget = budget;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public void add(byte[] bytes, int offset, int count) {
    digest.update(bytes, offset, count);
    if (keeps) {
      keep(bytes, offset, count);
    }
    length += count;
  }

  private void keep(byte[] bytes, int offset, int count) {
    int at = (int) length;
    if (at + count > kept.length) {
      int grown = Math.max(at + count, Math.min(KEPT_BYTES, kept.length * 2));
      if (grown > KEPT_BYTES || grown - kept.length > budget.left) {
        release();
        return;
      }
      budget.left -= grown - kept.length;
      kept = Arrays.copyOf(kept, grown);
    }
    System.arraycopy(bytes, offset, kept, at, count);
  }

  /** Gives back what this body holds of the budget; nothing is kept any more. */
  public void release() {
    budget.left += kept.length;
    kept = new byte[0];
    keeps = false;
  }

  public long length() {
    return length;
  }

  /** The SHA-256 of all that was added, in hexadecimal. To be asked once. */
  public String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The body, or {@code null} when it was not kept. */
  public byte[] body() {
    return keeps ? Arrays.copyOf(kept, (int) length) : null;
  }
}
