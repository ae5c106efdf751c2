package dev.samovar.filter;

import dev.samovar.core.exchange.WireReader;
import dev.samovar.core.exchange.WireWriter;
import dev.samovar.hostsim.Answer;
import dev.samovar.hostsim.CalloutHandler;
import dev.samovar.hostsim.HttpCallout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An agent that reads every exchange strictly and answers the numbers that it was given. */
final class FakeAgent implements CalloutHandler {
  private static final String TYPE = "application/x-samovar-exchange";

  final List<Upload> uploads = new ArrayList<>();
  final Map<String, String> numbers = new HashMap<>();
  long ageMillis;
  long nextMillis = 250;
  boolean forgetsKeys;

  /** Sections 2 to 5 of every answer, which is then a full one; {@code null} for none. */
  WireWriter snapshot;

  /** Section 8, {@code null} for none. */
  WireWriter news;

  /** Blocks that came up, by provider and address. */
  final Map<String, List<Long>> prefixes = new HashMap<>();

  /** The {@code authorization} of the last exchange. */
  String authorization;

  /** Instead of an answer, or {@code null}. */
  Answer instead;

  private List<String> keys = List.of();

  /** Counts of one endpoint as they came up. */
  record Counts(
      String provider,
      String address,
      long inFlight,
      long requests,
      long errors,
      long firstByteMicros,
      long latencyMicros) {}

  /** A decision as it came up. */
  record Decision(String model, String provider, String reason, int level) {}

  /**
   * One exchange.
   *
   * @param keys empty where none were told
   */
  record Upload(
      String instance,
      long sequence,
      String proxy,
      long workers,
      long epoch,
      long revision,
      List<String> keys,
      List<Counts> counts,
      List<Decision> decisions) {}

  Upload last() {
    return uploads.get(uploads.size() - 1);
  }

  @Override
  public Answer answer(HttpCallout call) {
    if (!call.path().equals("/v1/exchange")) {
      return Answer.status(500);
    }
    Upload upload = read(call.bytes());
    uploads.add(upload);
    authorization = call.headers().get("authorization");
    if (instead != null) {
      return instead;
    }
    if (!upload.keys().isEmpty()) {
      keys = upload.keys();
    }
    return Answer.of(200, message(), "content-type", TYPE);
  }

  /** An answer with all the numbers. */
  byte[] message() {
    WireWriter head =
        new WireWriter()
            .u64(77)
            .varint(uploads.size())
            .varint(nextMillis)
            .varint((forgetsKeys ? 2 : 0) + (snapshot != null ? 1 : 0))
            .text("fake")
            .u64(0)
            .varint(0)
            .varint(1)
            .varint(1);
    WireWriter values = new WireWriter().varint(ageMillis).varint(keys.size());
    for (String key : keys) {
      values.text(numbers.getOrDefault(key, ""));
    }
    WireWriter out = new WireWriter().u8('S').u8('M').u8('V').u8(1).section(1, head);
    if (snapshot != null) {
      out.all(snapshot);
    }
    out.section(6, new WireWriter().varint(0)).section(7, values);
    if (news != null) {
      out.section(8, news);
    }
    return out.section(9, new WireWriter().varint(0)).toBytes();
  }

  private Upload read(byte[] body) {
    WireReader in = new WireReader(body);
    check(in.u8() == 'S' && in.u8() == 'M' && in.u8() == 'V' && in.u8() == 1, "begins wrong");
    Upload who = null;
    List<String> keys = new ArrayList<>();
    List<Counts> counts = new ArrayList<>();
    List<Decision> decisions = new ArrayList<>();
    int before = 0;
    while (in.hasMore()) {
      int type = in.u8();
      check(type > before, "sections out of order");
      before = type;
      WireReader part = in.part();
      switch (type) {
        case 1 -> {
          String instance = part.text();
          long sequence = part.varint();
          String proxy = part.text();
          long workers = part.varint();
          long epoch = part.u64();
          long revision = part.varint();
          part.varint();
          part.varint();
          who =
              new Upload(
                  instance, sequence, proxy, workers, epoch, revision, keys, counts, decisions);
        }
        case 2 -> {
          String prefix = part.text();
          for (int left = part.count(); left > 0; left--) {
            keys.add(prefix + part.text());
          }
        }
        case 3 -> {
          for (int left = part.count(); left > 0; left--) {
            check(part.varint() == 0, "an index that nobody gave");
            String provider = part.text();
            String address = part.text();
            long inFlight = part.varint();
            part.varint();
            counts.add(
                new Counts(
                    provider,
                    address,
                    inFlight,
                    part.varint(),
                    part.varint(),
                    part.varint(),
                    part.varint()));
          }
        }
        case 5 -> {
          for (int left = part.count(); left > 0; left--) {
            check(part.varint() == 0, "an index that nobody gave");
            List<Long> blocks =
                prefixes.computeIfAbsent(part.text() + ' ' + part.text(), id -> new ArrayList<>());
            for (int hashes = part.count(); hashes > 0; hashes--) {
              blocks.add(part.u64());
            }
          }
        }
        case 6 -> {
          for (int left = part.count(); left > 0; left--) {
            part.varint();
            String model = part.text();
            String provider = part.text();
            check(part.text().isEmpty(), "an address of a decision");
            decisions.add(new Decision(model, provider, part.text(), part.u8()));
          }
        }
        default -> check(false, "section " + type);
      }
      check(!part.isBad() && !part.hasMore(), "section " + type + " does not fit");
    }
    check(!in.isBad() && who != null, "no exchange");
    return who;
  }

  private static void check(boolean right, String wrong) {
    if (!right) {
      throw new AssertionError("upload: " + wrong);
    }
  }
}
