package dev.samovar.agent.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.agent.config.Discovery;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What slices say, in the API's own words. */
class KubernetesSlicesTest {
  private static final String PORT = "{\"name\":\"http\",\"protocol\":\"TCP\",\"port\":8000}";

  private static String endpoint(String address, String more) {
    return "{\"addresses\":[\"" + address + "\"]" + more + "}";
  }

  private static EndpointSlice slice(String family, String ports, String... endpoints) {
    return Serialization.unmarshal(
        "{\"apiVersion\":\"discovery.k8s.io/v1\",\"kind\":\"EndpointSlice\",\"metadata\":{\"name\":\"s\","
            + "\"labels\":{\"app\":\"qwen\",\"kubernetes.io/service-name\":\"qwen\","
            + "\"endpointslice.kubernetes.io/managed-by\":\"c\"}},\"addressType\":\""
            + family
            + "\",\"ports\":["
            + ports
            + "],\"endpoints\":["
            + String.join(",", endpoints)
            + "]}",
        EndpointSlice.class);
  }

  private static List<Found> found(String port, EndpointSlice... slices) {
    return KubernetesSlices.found(
        new Discovery.Kubernetes(
            "providers[1].targets[0].kubernetes",
            Optional.empty(),
            Map.of("app", "qwen"),
            Optional.ofNullable(port),
            Optional.empty()),
        Arrays.asList(slices));
  }

  private static List<String> addresses(String port, EndpointSlice... slices) {
    return found(port, slices).stream().map(f -> f.address().toString()).toList();
  }

  @Test
  void whatIsNotReadyOrTerminatingIsLeftOut() {
    assertThat(
            addresses(
                null,
                slice(
                    "IPv4",
                    PORT,
                    endpoint("10.0.0.1", ""),
                    endpoint("10.0.0.2", ",\"conditions\":{\"ready\":true,\"terminating\":false}"),
                    endpoint("10.0.0.3", ",\"conditions\":{\"ready\":false,\"serving\":true}"),
                    endpoint("10.0.0.4", ",\"conditions\":{\"ready\":true,\"terminating\":true}"),
                    endpoint("10.0.0.5", ",\"conditions\":{}"))))
        .containsExactly("10.0.0.1:8000", "10.0.0.2:8000", "10.0.0.5:8000");
  }

  @Test
  void labelsAreTheSlicesOwnAndWhereTheEndpointRuns() {
    assertThat(
            found(
                    null,
                    slice(
                        "IPv4",
                        PORT,
                        endpoint(
                            "10.0.0.1",
                            ",\"zone\":\"z1\",\"nodeName\":\"n1\",\"targetRef\":{\"kind\":\"Pod\","
                                + "\"name\":\"qwen-0\"}")))
                .get(0)
                .labels())
        .isEqualTo(Map.of("app", "qwen", "zone", "z1", "node", "n1", "pod", "qwen-0"));
  }

  @Test
  void aPodOfBothFamiliesCountsOnceAndOneOfIpv6AloneCountsToo() {
    String pod = ",\"targetRef\":{\"kind\":\"Pod\",\"name\":\"p0\"}";
    EndpointSlice six =
        slice("IPv6", PORT, endpoint("fd00::1", pod), endpoint("fd00::2", pod.replace("p0", "p1")));
    EndpointSlice four = slice("IPv4", PORT, endpoint("10.0.0.1", pod));
    assertThat(addresses(null, six, four)).containsExactly("10.0.0.1:8000", "[fd00::2]:8000");
    assertThat(addresses(null, six)).containsExactly("[fd00::1]:8000", "[fd00::2]:8000");
  }

  @Test
  void oneAddressInTwoSlicesIsOneTarget() {
    assertThat(
            addresses(
                null,
                slice("IPv4", PORT, endpoint("10.0.0.1", ",\"conditions\":{\"ready\":false}")),
                slice("IPv4", PORT, endpoint("10.0.0.1", "")),
                slice("IPv4", PORT, endpoint("10.0.0.1", ""))))
        .containsExactly("10.0.0.1:8000");
  }

  @Test
  void thePortIsTakenByNameByNumberOrAsTheOnlyOne() {
    EndpointSlice two =
        slice(
            "IPv4",
            PORT
                + ",{\"name\":\"metrics\",\"port\":9000},{\"name\":\"dns\",\"protocol\":\"UDP\",\"port\":53}",
            endpoint("10.0.0.1", ""));
    assertThat(addresses("metrics", two)).containsExactly("10.0.0.1:9000");
    assertThat(addresses("9400", two)).containsExactly("10.0.0.1:9400");
    assertThat(addresses("other", two)).isEmpty();
    assertThatThrownBy(() -> addresses(null, two))
        .hasMessage(
            "providers[1].targets[0].kubernetes.port: must be one of [http, metrics], which the"
                + " service has");
  }

  @Test
  void slicesOfNamesOrOfNothingAreNoTargets() {
    assertThat(addresses(null, slice("FQDN", PORT, endpoint("qwen.example", "")))).isEmpty();
    assertThat(addresses(null, slice("IPv4", "", endpoint("10.0.0.1", "")))).isEmpty();
    EndpointSlice bare = slice("IPv4", PORT, "{}");
    bare.getMetadata().setLabels(null);
    assertThat(addresses(null, bare)).isEmpty();
    bare.setEndpoints(null);
    bare.setPorts(null);
    assertThat(addresses(null, bare)).isEmpty();
  }
}
