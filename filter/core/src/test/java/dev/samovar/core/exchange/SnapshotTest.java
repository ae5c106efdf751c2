package dev.samovar.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** From the agent's answers, through the bytes that a proxy's VMs share, into a worker's fleet. */
class SnapshotTest {
  private static final long NOW = 1_800_000_000_000L;

  private final SnapshotRows rows = new SnapshotRows();
  private final SnapshotReader reader = new SnapshotReader();
  private final Fleet fleet = new Fleet();

  private void take(Answers answer) {
    take(answer, 1);
  }

  private void take(Answers answer, long epoch) {
    assertThat(rows.take(answer.read(), NOW)).isTrue();
    assertThat(reader.read(rows.toBytes(epoch, NOW), fleet)).isTrue();
  }

  private static Answers full() {
    return new Answers(1, true, 40)
        .providers("a", "b")
        .endpoints("0 0 1:1 zone x", "1 0 1:2", "5 1 2:1 zone y price 0.5")
        .loads("0 60 7 3", "1", "5 0 0 1 lora-1 lora-2")
        .fleet("0 9 900 2 300", "5 1 1 1 1");
  }

  private String present() {
    TreeSet<String> out = new TreeSet<>();
    for (String provider : new String[] {"a", "b", "c"}) {
      Fleet.Group group = fleet.group(provider);
      for (int i = 0; i < group.count(); i++) {
        if (group.get(i).present()) {
          out.add(provider + " " + group.get(i).address());
        }
      }
    }
    return String.join(", ", out);
  }

  @Test
  void aFullAnswerBringsEndpointsWithWhatIsKnown() {
    take(full());
    assertThat(present()).isEqualTo("a 1:1, a 1:2, b 2:1");
    Endpoint first = fleet.known("a", "1:1");
    assertThat(first.scrapedAt()).isEqualTo(NOW - 40 - 60);
    assertThat(first.waiting()).isEqualTo(7);
    assertThat(first.running()).isEqualTo(3);
    assertThat(first.kvUsage()).isNaN();
    assertThat(first.hasLabel("zone", "x")).isTrue();
    assertThat(first.othersInFlight()).isEqualTo(7);
    assertThat(first.othersPending()).isEqualTo(600);
    assertThat(fleet.known("a", "1:2").ageMillis(NOW)).isEqualTo(Long.MAX_VALUE);
    Endpoint other = fleet.known("b", "2:1");
    assertThat(other.hasAdapter("lora-2")).isTrue();
    assertThat(other.price()).isEqualTo(0.5);
    assertThat(other.othersInFlight()).isZero();
  }

  @Test
  void aDeltaChangesWhatItNamesAndNothingElse() {
    take(full());
    Endpoint first = fleet.known("a", "1:1");
    Endpoint last = fleet.known("b", "2:1");
    take(new Answers(1, false, 5).loads("1 1 4 4").fleet("0 3 30 3 30"));
    assertThat(fleet.known("a", "1:1")).isSameAs(first);
    assertThat(first.waiting()).isEqualTo(7);
    assertThat(first.scrapedAt()).as("as old as it was").isEqualTo(NOW - 100);
    assertThat(first.othersInFlight()).isZero();
    assertThat(fleet.known("a", "1:2").waiting()).isEqualTo(4);
    assertThat(last.othersPending()).as("whom the fleet's part does not name").isZero();
  }

  @Test
  void whatIsGoneIsNoCandidateAndAnotherTakesItsPlace() {
    take(full());
    take(new Answers(1, false, 0).gone(0, 77).fleet());
    assertThat(present()).isEqualTo("a 1:2, b 2:1");
    take(new Answers(1, false, 0).providers("a", "b", "c").endpoints("9 2 3:1").fleet());
    assertThat(present()).isEqualTo("a 1:2, b 2:1, c 3:1");
    take(new Answers(1, false, 0).gone(1, 5, 9).fleet());
    assertThat(present()).isEmpty();
  }

  @Test
  void aFullAnswerReplacesEverything() {
    take(full());
    take(new Answers(1, true, 0).providers("a").endpoints("0 0 1:1").fleet());
    assertThat(present()).isEqualTo("a 1:1");
  }

  @Test
  void inAnotherEpochTheSameIndexIsAnotherEndpoint() {
    take(full());
    take(new Answers(2, true, 0).providers("b", "a").endpoints("0 0 2:9", "1 1 1:1").fleet(), 2);
    assertThat(present()).isEqualTo("a 1:1, b 2:9");
  }

  @Test
  void changedLabelsArriveInTheSameEpoch() {
    take(full());
    Endpoint first = fleet.known("a", "1:1");
    take(new Answers(1, false, 0).providers("a", "b").endpoints("0 0 1:1 zone z").fleet());
    assertThat(fleet.known("a", "1:1")).isSameAs(first);
    assertThat(first.hasLabel("zone", "z")).isTrue();
    assertThat(first.hasLabel("zone", "x")).isFalse();
  }

  @Test
  void anEngineThatStopsAnsweringIsUnknownAgain() {
    take(full());
    take(new Answers(1, false, 0).loads("0").fleet());
    assertThat(fleet.known("a", "1:1").waiting()).isNaN();
    assertThat(fleet.known("a", "1:1").ageMillis(NOW)).isEqualTo(Long.MAX_VALUE);
    assertThat(fleet.known("a", "1:1").present()).isTrue();
  }

  @Test
  void aProviderThatNobodyNamedAndLoadsOfNobodyArePassedOver() {
    take(
        new Answers(1, true, 0)
            .providers("a")
            .endpoints("0 0 1:1", "1 7 9:9")
            .loads("3 1 1 1")
            .fleet("4 1 1 1 1"));
    assertThat(present()).isEqualTo("a 1:1");
  }

  @Test
  void anotherReaderWithAnotherEpochSeesTheSame() {
    take(full());
    Fleet second = new Fleet();
    byte[] bytes = rows.toBytes(1, NOW);
    assertThat(new SnapshotReader().read(bytes, second)).isTrue();
    assertThat(second.known("b", "2:1").hasAdapter("lora-1")).isTrue();
    assertThat(new SnapshotReader().read(bytes, fleet)).as("over a fleet that has them").isTrue();
    assertThat(present()).isEqualTo("a 1:1, a 1:2, b 2:1");
  }

  @Test
  void bytesThatAreCutAnywhereChangeNothing() {
    take(full());
    byte[] whole = rows.toBytes(1, NOW);
    for (int length = 0; length < whole.length; length++) {
      assertThat(reader.read(Arrays.copyOf(whole, length), fleet)).as("%d", length).isFalse();
      assertThat(present()).as("%d", length).isEqualTo("a 1:1, a 1:2, b 2:1");
      assertThat(fleet.known("a", "1:1").waiting()).isEqualTo(7);
      assertThat(new SnapshotReader().read(Arrays.copyOf(whole, length), new Fleet())).isFalse();
    }
    byte[] other = whole.clone();
    other[0]++;
    assertThat(reader.read(other, fleet)).as("another layout").isFalse();
  }

  @Test
  void aSectionThatIsCutAnywhereIsNotTakenAndNothingIsKeptHalf() {
    byte[][] sections = {
      part(3, "0 0 1:1 zone x", "1 0 1:2 zone y"),
      part(4, "1", "2"),
      part(5, "0 9 9 9", "1 9 9 9 l"),
      part(6, "0 9 9 9 9", "1 9 9 9 9")
    };
    for (int type = 3; type <= 6; type++) {
      byte[] section = sections[type - 3];
      for (int length = 0; length < section.length; length++) {
        SnapshotRows fresh = new SnapshotRows();
        assertThat(fresh.take(full().read(), NOW)).isTrue();
        Answers cut = new Answers(1, false, 0).section(type, Arrays.copyOf(section, length));
        ExchangeAnswer answer = cut.read();
        assertThat(answer).as("the head is whole").isNotNull();
        assertThat(fresh.take(answer, NOW)).as("%d cut to %d", type, length).isFalse();
        assertThat(fresh.take(full().read(), NOW)).as("and all of it anew").isTrue();
        assertThat(fresh.toBytes(1, NOW)).isEqualTo(whole());
      }
    }
  }

  private static byte[] whole() {
    SnapshotRows rows = new SnapshotRows();
    rows.take(full().read(), NOW);
    return rows.toBytes(1, NOW);
  }

  /** A section's payload as the answers write it. */
  private static byte[] part(int type, String... lines) {
    Answers answers = new Answers(1, false, 0);
    ExchangeAnswer read =
        switch (type) {
          case 3 -> answers.endpoints(lines).read();
          case 4 -> answers.gone(Arrays.stream(lines).mapToLong(Long::parseLong).toArray()).read();
          case 5 -> answers.loads(lines).read();
          default -> answers.fleet(lines).read();
        };
    WireReader in =
        type == 3
            ? read.endpoints()
            : type == 4 ? read.gone() : type == 5 ? read.loads() : read.fleet();
    return in.rest();
  }

  @Test
  void randomBytesNeverThrow() {
    Random random = new Random(11);
    byte[] whole = whole();
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes =
          Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(300) : whole.length);
      for (int j = random.nextInt(6); j >= 0 && bytes.length > 1; j--) {
        bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt();
      }
      reader.read(bytes, fleet);
      Endpoint known = fleet.known("a", "1:1");
      assertThat(known.othersInFlight()).isGreaterThanOrEqualTo(0);
      assertThat(known.ageMillis(NOW)).isGreaterThanOrEqualTo(0);
    }
    for (int i = 0; i < 50_000; i++) {
      byte[] section = new byte[random.nextInt(40)];
      random.nextBytes(section);
      section = i % 2 == 0 ? section : mutated(part(3 + i % 4, lines(i)), random);
      ExchangeAnswer answer = new Answers(1, i % 3 == 0, 0).section(3 + i % 4, section).read();
      if (answer != null) {
        rows.take(answer, NOW);
        reader.read(rows.toBytes(1, NOW), fleet);
      }
    }
  }

  private static String[] lines(int i) {
    return switch (3 + i % 4) {
      case 3 -> new String[] {"0 0 1:1 zone x", i % 20 + " 1 2:" + i % 9};
      case 4 -> new String[] {"0", "" + i % 20};
      case 5 -> new String[] {"0 9 9 9 l", i % 20 + " 1 1 1"};
      default -> new String[] {"0 9 9 9 9", i % 20 + " 1 2 3 4"};
    };
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    return bytes;
  }

  @Test
  void moreEndpointsThanAnyProxyHasArePassedOver() {
    String[] lines = new String[17_000];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = i + " 0 1:" + i;
    }
    assertThat(
            rows.take(new Answers(1, true, 0).providers("a").endpoints(lines).fleet().read(), NOW))
        .isTrue();
    assertThat(reader.read(rows.toBytes(1, NOW), fleet)).isTrue();
    assertThat(fleet.group("a").present()).isEqualTo(16_384);
  }
}
