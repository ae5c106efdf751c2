package dev.samovar.filter;

import dev.samovar.hostsim.Answer;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.RequestBuilder;
import java.time.Duration;

/** The Higress guide's configuration and the requests that the tests send to it. */
final class Demo {
  static final String AGENT = "samovar-agent";
  static final String PATH = "/masgod/v1/chat/completions";
  static final String JSON = "application/json";
  static final Duration REFRESH = Duration.ofMillis(250);

  static final String PROVIDERS =
      """
      "providers": [
        {"name": "minmax", "key": "minimax_1", "model": "MiniMax-M2.1"},
        {"name": "qianwen", "key": "qwen_1", "model": "qwen3-max-preview"}
      ]""";

  static final String GUIDE =
      "{"
          + PROVIDERS
          + """
          ,
            "redis": {"service_name": "redis-svc", "service_port": 6379, "timeout": 2000},
            "redis_key_prefix": "ai_metric:",
            "target_header": "x-selected-provider"
          }
          """;

  private Demo() {}

  /** The guide's configuration with more fields. */
  static String with(String fields) {
    return "{" + PROVIDERS + ", " + fields + "}";
  }

  /** A simulator whose agent answers the same numbers for ever, warmed by one refresh. */
  static HostSim sim(HostSimBuilder builder, String configuration, String metrics) {
    HostSim sim =
        routed(builder)
            .configuration(configuration)
            .onCallout(AGENT, call -> Answer.json(metrics))
            .build();
    sim.advance(REFRESH);
    return sim;
  }

  /** Routes as the guide has them: by the target header. */
  static HostSimBuilder routed(HostSimBuilder builder) {
    return builder.routes(headers -> headers.get("x-selected-provider"));
  }

  static RequestBuilder chat(HostSim sim) {
    return sim.request("POST", PATH, "content-type", JSON);
  }

  /** A counter that each request moves, told by the next tick. */
  static long counted(HostSim sim, String name) {
    sim.advance(REFRESH);
    return sim.metric(name);
  }

  /** A request body asking for a model. */
  static String body(String model) {
    return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"你好\"}]}";
  }
}
