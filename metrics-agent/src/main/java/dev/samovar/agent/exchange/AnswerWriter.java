package dev.samovar.agent.exchange;

import dev.samovar.agent.store.Numbers;
import dev.samovar.agent.store.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Writes an answer in its binary form. */
final class AnswerWriter {
  private AnswerWriter() {}

  /**
   * What is known of the fleet beside the snapshot.
   *
   * @param fleet of every endpoint that has any load, by target id
   * @param mine of the one that asks
   */
  record Fleet(
      Gateways.Totals totals, Map<String, Gateways.Load> fleet, Map<String, Gateways.Load> mine) {}

  /**
   * Values of the metric keys.
   *
   * @param keys whole keys, in the order asked
   * @param reading empty when the store has told nothing
   */
  record Values(List<String> keys, Optional<Reading> reading, long ageMillis) {}

  /** What opens every answer. */
  record Head(
      long epoch, long nextMillis, boolean keysWanted, boolean repeated, long snapshotAgeMillis) {}

  static byte[] write(
      Head head,
      SnapshotTable.Part part,
      Fleet fleet,
      SnapshotTable table,
      Values values,
      PrefixNews.News news) {
    WireWriter out = new WireWriter();
    out.raw(BinaryUpload.MAGIC).u8(Upload.VERSION);
    int flags = (part.full() ? 1 : 0) | (head.keysWanted() ? 2 : 0) | (head.repeated() ? 4 : 0);
    out.section(
        1,
        new WireWriter()
            .u64(head.epoch())
            .varint(part.snapshot().revision())
            .varint(head.nextMillis())
            .varint(flags)
            .text(part.snapshot().agent())
            .u64(part.snapshot().generatedAtMillis())
            .varint(head.snapshotAgeMillis())
            .varint(fleet.totals().gateways())
            .varint(fleet.totals().workers()));
    out.raw(part.sections());
    out.section(6, loads(fleet, table));
    if (!values.keys().isEmpty() && values.reading().isPresent()) {
      out.section(7, values(values));
    }
    if (!news.items().isEmpty()) {
      out.section(8, news(news, table));
    }
    out.section(9, new WireWriter().varint(0));
    return out.bytes();
  }

  private static WireWriter loads(Fleet fleet, SnapshotTable table) {
    WireWriter records = new WireWriter();
    int count = 0;
    for (Map.Entry<String, Gateways.Load> entry : fleet.fleet().entrySet()) {
      OptionalInt index = table.index(entry.getKey());
      if (index.isPresent()) {
        Gateways.Load mine = fleet.mine().getOrDefault(entry.getKey(), Gateways.Load.NONE);
        count++;
        records
            .varint(index.getAsInt())
            .varint(entry.getValue().inFlight())
            .varint(entry.getValue().pendingPromptTokens())
            .varint(mine.inFlight())
            .varint(mine.pendingPromptTokens());
      }
    }
    return new WireWriter().varint(count).raw(records.bytes());
  }

  private static WireWriter values(Values values) {
    WireWriter out = new WireWriter().varint(values.ageMillis()).varint(values.keys().size());
    for (String key : values.keys()) {
      out.text(values.reading().get().value(key).flatMap(Numbers::json).orElse(""));
    }
    return out;
  }

  private static WireWriter news(PrefixNews.News news, SnapshotTable table) {
    WireWriter records = new WireWriter();
    int count = 0;
    for (PrefixNews.Item item : news.items()) {
      OptionalInt index = table.index(item.id());
      if (index.isPresent()) {
        count++;
        records.varint(index.getAsInt()).varint(item.hashes().length);
        for (long hash : item.hashes()) {
          records.u64(hash);
        }
      }
    }
    return new WireWriter().varint(news.cursor()).varint(count).raw(records.bytes());
  }
}
