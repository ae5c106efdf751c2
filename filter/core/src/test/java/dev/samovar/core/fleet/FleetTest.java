package dev.samovar.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetTest {
  private final Fleet fleet = new Fleet();

  private void snapshot(String... endpoints) {
    fleet.begin();
    for (String endpoint : endpoints) {
      String[] parts = endpoint.split("@");
      fleet.keep(fleet.endpoint(parts[0], parts[1]));
    }
    fleet.end();
  }

  private List<String> present(String provider) {
    List<String> out = new ArrayList<>();
    Fleet.Group group = fleet.group(provider);
    for (int i = 0; i < group.count(); i++) {
      if (group.get(i).present()) {
        out.add(group.get(i).address());
      }
    }
    assertThat(group.present()).isEqualTo(out.size());
    return out;
  }

  @Test
  void aSnapshotSaysWhoIsACandidate() {
    snapshot("p@a", "p@b", "q@a");
    assertThat(present("p")).containsExactly("a", "b");
    assertThat(present("q")).containsExactly("a");
    assertThat(fleet.endpoint("p", "a")).isNotSameAs(fleet.endpoint("q", "a"));
    assertThat(fleet.endpoint("p", "a").key()).isNotEqualTo(fleet.endpoint("q", "a").key());
    snapshot("p@b", "p@c");
    assertThat(present("p")).containsExactly("b", "c");
    assertThat(present("q")).isEmpty();
  }

  @Test
  void whoHasGoneIsKeptWhileARequestIsThere() {
    snapshot("p@a", "p@b");
    Endpoint gone = fleet.endpoint("p", "a");
    gone.own().began(0, 1);
    snapshot("p@b");
    assertThat(gone.present()).isFalse();
    assertThat(fleet.group("p").count()).isEqualTo(2);
    snapshot("p@a", "p@b");
    assertThat(fleet.endpoint("p", "a")).as("flapping").isSameAs(gone);
    assertThat(gone.own().inFlight()).isEqualTo(1);
    gone.own().ended(0, false, 2);
    snapshot("p@b");
    assertThat(fleet.group("p").count()).isEqualTo(1);
    assertThat(fleet.endpoint("p", "a")).isNotSameAs(gone);
  }

  @Test
  void aProviderWithoutEndpointsIsOneItself() {
    Endpoint whole = fleet.group("p").whole();
    assertThat(whole.present()).isTrue();
    assertThat(whole.address()).isEmpty();
    assertThat(fleet.endpoint("p", "")).isSameAs(whole);
    snapshot("p@a");
    assertThat(fleet.group("p").whole()).isSameAs(whole);
  }

  @Test
  void anEndpointThatNoSnapshotKeptIsNoCandidate() {
    fleet.endpoint("p", "a");
    assertThat(present("p")).isEmpty();
    snapshot();
    assertThat(fleet.group("p").count()).isZero();
  }

  @Test
  void noTwoEverHaveTheSameNumber() {
    List<Integer> ids = new ArrayList<>();
    for (int round = 0; round < 50; round++) {
      snapshot("p@a" + round, "q@a" + round);
      ids.add(fleet.endpoint("p", "a" + round).id());
      ids.add(fleet.endpoint("q", "a" + round).id());
    }
    ids.add(fleet.group("p").whole().id());
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void aPriceIsReadFromItsLabel() {
    Endpoint endpoint = fleet.endpoint("p", "a");
    assertThat(endpoint.price()).isNaN();
    endpoint.labels(new String[] {"zone", "1", "price", "2.5e-1"});
    assertThat(endpoint.price()).isEqualTo(0.25);
    for (String wrong : new String[] {"", "cheap", "-1", "1e999", "NaN"}) {
      endpoint.labels(new String[] {"price", wrong});
      assertThat(endpoint.price()).as(wrong).isNaN();
    }
    endpoint.labels(new String[] {"price"});
    assertThat(endpoint.price()).isNaN();
  }

  @Test
  void anEndpointIsFoundByItsKeyAsLongAsItIsKnown() {
    snapshot("p@a", "p@b");
    Endpoint a = fleet.endpoint("p", "a");
    Endpoint b = fleet.endpoint("p", "b");
    b.own().began(1, 0);
    assertThat(fleet.find(a.key())).isSameAs(a);
    assertThat(fleet.find(fleet.group("p").whole().key())).isSameAs(fleet.group("p").whole());
    snapshot("p@c");
    assertThat(fleet.find(a.key())).isNull();
    assertThat(fleet.find(b.key())).as("a request is in flight there").isSameAs(b);
  }
}
