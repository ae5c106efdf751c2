package dev.samovar.hostsim.compare;

import dev.samovar.hostsim.Answer;
import dev.samovar.hostsim.Attempt;
import dev.samovar.hostsim.FailurePolicy;
import dev.samovar.hostsim.FaultKind;
import dev.samovar.hostsim.GuestModule;
import dev.samovar.hostsim.Guests;
import dev.samovar.hostsim.Header;
import dev.samovar.hostsim.Headers;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.HttpCallout;
import dev.samovar.hostsim.LogLine;
import dev.samovar.hostsim.Message;
import dev.samovar.hostsim.Profile;
import dev.samovar.hostsim.RequestBuilder;
import dev.samovar.hostsim.Response;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.compare.Scenario.Leave;
import dev.samovar.hostsim.compare.Scenario.SendData;
import dev.samovar.hostsim.compare.Scenario.SendHeaders;
import dev.samovar.hostsim.compare.Scenario.SendTrailers;
import dev.samovar.hostsim.compare.Scenario.Step;
import dev.samovar.hostsim.compare.Scenario.Variant;
import dev.samovar.hostsim.compare.Scenario.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Plays a scenario on the simulator. */
final class OnSimulator {
  /** The one module that is kept as it was built; its source lies beside it. */
  static final Path RUST = Path.of("src/test/fixtures/rust-filter.wasm");

  private static final Duration GAP = Duration.ofMillis(Servers.GAP_MILLIS);

  private final GuestModule guest;
  private final GuestModule rust;
  private final Map<Variant, HostSim> sims = new EnumMap<>(Variant.class);

  OnSimulator(GuestModule guest) {
    this.guest = guest;
    this.rust = Guests.wasm(RUST);
  }

  Trace play(Scenario scenario) {
    Trace trace = new Trace();
    HostSim sim = sims.computeIfAbsent(scenario.variant(), variant -> settings(scenario).build());
    int before = sim.logs().size();
    boolean first = true;
    Stream stream = null;
    List<Plan> plans = Plan.parse(scenario.upstream());
    int[] answered = {0};
    for (Step step : scenario.steps()) {
      if (!first) {
        sim.advance(GAP);
        answer(sim, stream, plans, answered);
      }
      first = false;
      if (step instanceof SendHeaders headers) {
        RequestBuilder request = sim.request(headers.method(), "/", "x-script", scenario.script());
        for (int i = 0; i < headers.more().size(); i += 2) {
          request.header(headers.more().get(i), headers.more().get(i + 1));
        }
        request.anyContentLength();
        if (scenario.hasLength()) {
          stream = request.body(scenario.body()).send();
        } else {
          stream =
              headers.end()
                  ? request.send()
                  : request.header("transfer-encoding", "chunked").open();
        }
      } else if (step instanceof SendData data && !scenario.hasLength()) {
        stream.data(data.text(), data.end());
      } else if (step instanceof SendTrailers trailers) {
        stream.trailers(trailers.name(), trailers.value());
      } else if (step instanceof Wait wait) {
        sim.advance(Duration.ofMillis(wait.millis()));
      } else if (step instanceof Leave) {
        stream.abort();
      }
      answer(sim, stream, plans, answered);
    }
    sim.advance(Duration.ofMillis(OnEnvoy.ANSWER_MILLIS));
    answer(sim, stream, plans, answered);
    List<Attempt> attempts = stream.attempts();
    for (Attempt attempt : attempts) {
      Message sent = attempt.sent();
      String length = sent.headers().get("content-length");
      // An upstream that has counted the announced bytes takes the request for complete.
      if (sent.ended() || String.valueOf(sent.bytes().length).equals(length)) {
        trace.upstream.add(
            Trace.headers(list(sent.headers()))
                + " "
                + sent.text()
                + (sent.trailers() == null ? "" : " " + Trace.headers(list(sent.trailers()))));
      }
    }
    Message got = stream.downstream();
    boolean complete = got.ended() && !got.wasReset();
    if (got.started()) {
      trace.client =
          got.status()
              + " "
              + Trace.headers(list(got.headers()))
              + " "
              + got.text()
              + (got.trailers() == null ? "" : " " + Trace.headers(list(got.trailers())))
              + (complete ? "" : " cut");
    } else if (got.wasReset()) {
      trace.client = "reset";
    }
    stream.close();
    for (LogLine line : sim.logs().subList(before, sim.logs().size())) {
      if (line.message().startsWith("T|")) {
        trace.filter.add(line.message().substring(2));
      }
    }
    return trace;
  }

  private HostSimBuilder settings(Scenario scenario) {
    Variant variant = scenario.variant();
    HostSimBuilder builder =
        HostSim.builder()
            .guest(guest)
            .clusters("agent", "dead", "up")
            .allow(FaultKind.values())
            .routes(headers -> "none".equals(headers.get("x-route")) ? "none" : "up")
            .directResponse("none", 404, "noroute")
            .profile(variant == Variant.NO_HOLD ? Profile.NO_HOLD : Profile.ENVOY)
            .plugin(variant.name(), "", variant.name())
            .onCallout("dead", call -> Answer.refused())
            .onCallout("agent", OnSimulator::agent);
    switch (variant) {
      case SMALL -> builder.bufferLimit(1024);
      case UPSTREAM -> builder.upstreamConfiguration("name=up").configuration("name=in").retries(1);
      case RUST -> builder.guest(rust).configuration("x-word");
      case FAIL_OPEN -> builder.failurePolicy(FailurePolicy.FAIL_OPEN);
      case FAIL_RELOAD -> builder.failurePolicy(FailurePolicy.FAIL_RELOAD);
      default -> {
        // As it is.
      }
    }
    return builder;
  }

  private static Answer agent(HttpCallout call) {
    if (call.path().startsWith("/ok/")) {
      return Answer.of(200, call.path().substring(4));
    }
    return call.path().equals("/reset")
        ? Answer.of(
            503,
            "upstream connect error or disconnect/reset before headers. reset reason: connection"
                + " termination",
            "content-type",
            "text/plain")
        : Answer.never();
  }

  private static void answer(HostSim sim, Stream stream, List<Plan> plans, int[] answered) {
    while (stream != null
        && !stream.isFinished()
        && stream.attempts().size() > answered[0]
        && stream.attempts().get(answered[0]).sent().ended()) {
      Plan plan = plans.get(Math.min(answered[0], plans.size() - 1));
      answered[0]++;
      answer(sim, stream, plan);
    }
  }

  private static void answer(HostSim sim, Stream stream, Plan plan) {
    if (plan.status() == 0) {
      stream.resetUpstream();
      return;
    }
    if (plan.early()) {
      stream.respond(103, "x-early", "1").end();
      sim.advance(GAP);
    }
    if (plan.hasLength()) {
      String body = plan.pieces().isEmpty() ? "" : plan.pieces().get(0);
      stream.reply(plan.status(), body);
      return;
    }
    Response response = stream.respond(plan.status(), "transfer-encoding", "chunked").start();
    for (String piece : plan.pieces()) {
      sim.advance(GAP);
      response.data(piece);
    }
    sim.advance(GAP);
    if (stream.isFinished()) {
      return;
    }
    if (plan.cut()) {
      stream.resetUpstream();
    } else if (plan.trailer() != null) {
      response.trailers(plan.trailer(), plan.trailerValue());
    } else {
      response.end();
    }
  }

  private static List<String[]> list(Headers headers) {
    List<String[]> list = new ArrayList<>();
    for (Header header : headers) {
      list.add(new String[] {header.name(), header.value()});
    }
    return list;
  }
}
