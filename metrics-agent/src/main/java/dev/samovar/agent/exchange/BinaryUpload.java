package dev.samovar.agent.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an {@link Upload} from its binary form; sections that are not known are passed over. */
final class BinaryUpload {
  static final byte[] MAGIC = {'S', 'M', 'V'};
  private String instance = "";
  private String proxy = "";
  private long sequence;
  private int workers;
  private long epoch;
  private long revision;
  private long newsCursor;
  private boolean full;
  private Optional<Upload.Keys> keys = Optional.empty();
  private List<Upload.Counts> counts = List.of();
  private List<String> usage = List.of();
  private List<Upload.Prefixes> prefixes = List.of();
  private List<Upload.Decision> decisions = List.of();

  private BinaryUpload() {}

  static Upload read(byte[] body) {
    if (body.length < 4 || body[0] != MAGIC[0] || body[1] != MAGIC[1] || body[2] != MAGIC[2]) {
      throw new MalformedExchange("body: must begin with SMV and the version");
    }
    if (body[3] != Upload.VERSION) {
      throw new MalformedExchange(
          "version: must be " + Upload.VERSION + ", is " + (body[3] & 0xff));
    }
    BinaryUpload reading = new BinaryUpload();
    WireReader in = new WireReader(body, 4, body.length);
    while (in.hasMore()) {
      int type = in.u8();
      reading.section(type, in.part());
    }
    return new Upload(
        reading.instance,
        reading.sequence,
        reading.proxy,
        reading.workers,
        reading.epoch,
        reading.revision,
        reading.newsCursor,
        reading.full,
        reading.keys,
        reading.counts,
        reading.usage,
        reading.prefixes,
        reading.decisions);
  }

  private void section(int type, WireReader in) {
    switch (type) {
      case 1 -> who(in);
      case 2 -> keys(in);
      case 3 -> counts(in);
      case 4 -> usage(in);
      case 5 -> prefixes(in);
      case 6 -> decisions(in);
      default -> {
        // A later version's section: this one does without it.
      }
    }
  }

  private void who(WireReader in) {
    instance = in.text(64, "instance");
    sequence = in.varint();
    proxy = in.text(Upload.MAX_TEXT, "proxy");
    workers = (int) Math.min(1024, in.varint());
    epoch = in.u64();
    revision = in.varint();
    newsCursor = in.varint();
    full = (in.varint() & 1) != 0;
  }

  private void keys(WireReader in) {
    String prefix = in.text(Upload.MAX_TEXT, "keys");
    int count = in.count(Upload.MAX_KEYS, "keys");
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(in.text(Upload.MAX_TEXT, "keys"));
    }
    keys = Optional.of(new Upload.Keys(prefix, names));
  }

  private static Upload.Ref ref(WireReader in) {
    long index = in.varint();
    return index == 0
        ? new Upload.Ref(
            -1, in.text(Upload.MAX_TEXT, "provider"), in.text(Upload.MAX_TEXT, "address"))
        : new Upload.Ref((int) Math.min(Integer.MAX_VALUE, index - 1), "", "");
  }

  private void counts(WireReader in) {
    int count = in.count(Upload.MAX_ENDPOINTS, "endpoints");
    counts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      counts.add(
          new Upload.Counts(
              ref(in),
              in.varint(),
              in.varint(),
              in.varint(),
              in.varint(),
              in.varint(),
              in.varint()));
    }
  }

  private void usage(WireReader in) {
    int count = in.count(Upload.MAX_USAGE, "usage");
    usage = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      usage.add(in.text(Upload.MAX_USAGE_BYTES, "usage"));
    }
  }

  private void prefixes(WireReader in) {
    int count = in.count(Upload.MAX_ENDPOINTS, "prefixes");
    prefixes = new ArrayList<>(count);
    int left = Upload.MAX_HASHES;
    for (int i = 0; i < count; i++) {
      Upload.Ref ref = ref(in);
      long[] hashes = new long[in.count(left, "prefixes")];
      left -= hashes.length;
      for (int h = 0; h < hashes.length; h++) {
        hashes[h] = in.u64();
      }
      prefixes.add(new Upload.Prefixes(ref, hashes));
    }
  }

  private void decisions(WireReader in) {
    int count = in.count(Upload.MAX_DECISIONS, "decisions");
    decisions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      decisions.add(
          new Upload.Decision(
              in.varint(),
              in.text(Upload.MAX_TEXT, "model"),
              in.text(Upload.MAX_TEXT, "provider"),
              in.text(Upload.MAX_TEXT, "address"),
              in.text(Upload.MAX_TEXT, "reason"),
              in.u8()));
    }
  }
}
