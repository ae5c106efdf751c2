package dev.samovar.llmsim.serve;

import dev.samovar.llmsim.engine.Output;
import dev.samovar.llmsim.engine.Sequence;
import dev.samovar.llmsim.engine.Work;
import dev.samovar.llmsim.http.Exchange;
import dev.samovar.llmsim.http.Header;
import dev.samovar.llmsim.http.Receiver;
import dev.samovar.llmsim.http.RequestHead;
import dev.samovar.llmsim.http.Response;
import dev.samovar.llmsim.openai.Answer;
import dev.samovar.llmsim.openai.Api;
import dev.samovar.llmsim.openai.InvalidRequest;
import dev.samovar.llmsim.openai.LlmRequest;
import dev.samovar.llmsim.openai.RequestReader;
import dev.samovar.llmsim.openai.Serving;
import dev.samovar.llmsim.testaid.BodyTap;
import dev.samovar.llmsim.testaid.RequestLog;
import dev.samovar.llmsim.testaid.SeenRequest;
import java.util.Arrays;
import java.util.List;

/** One LLM call: read and recorded, put through the engine, answered whole or as a stream. */
final class LlmCall implements Receiver, Output {
  /** More is not generated, whatever the client allows: the answer stays below 1 MiB. */
  private static final int MOST_TOKENS = 32_768;

  private final Served served;
  private final Api api;
  private final RequestHead head;
  private final Exchange exchange;
  private final RequestReader reader;
  private final BodyTap tap;
  private RequestLog.Entry entry;
  private InvalidRequest invalid;
  private LlmRequest request;
  private int outputTokens;
  private long number;
  private long created;
  private Answer answer;
  private Sequence sequence;

  LlmCall(Served served, Api api, RequestHead head, Exchange exchange) {
    this.served = served;
    this.api = api;
    this.head = head;
    this.exchange = exchange;
    this.reader = new RequestReader(api, served.engine.capacity().blockTokens());
    this.tap = new BodyTap(served.bodies);
  }

  @Override
  public void body(byte[] bytes, int offset, int length) {
    tap.add(bytes, offset, length);
    if (invalid == null) {
      try {
        reader.feed(bytes, offset, length);
      } catch (InvalidRequest e) {
        invalid = e;
      }
    }
  }

  @Override
  public void end(List<Header> trailers) {
    record(trailers);
    int failure = served.nextFailure();
    if (served.knobs().closeBeforeHeaders()) {
      exchange.abort();
    } else if (failure != 0) {
      refuse(failure, "llm-sim: this call fails because failStatus is set", null);
    } else if (encoded()) {
      refuse(415, "content-encoding: only identity is read", null);
    } else {
      begin();
    }
  }

  private void record(List<Header> trailers) {
    SeenRequest seen = new SeenRequest(head, trailers, tap.length(), tap.sha256(), tap.body());
    tap.release();
    served.last = seen;
    entry = served.log.add(served.wall.instant(), seen);
  }

  private boolean encoded() {
    String encoding = head.first("content-encoding");
    return encoding != null && !encoding.equalsIgnoreCase("identity");
  }

  private void begin() {
    try {
      if (invalid != null) {
        throw invalid;
      }
      request = reader.finish();
    } catch (InvalidRequest e) {
      refuse(400, e.getMessage(), e.param());
      return;
    }
    entry.model(request.model());
    int limit = request.maxTokens() > 0 ? request.maxTokens() : served.maxTokensDefault;
    outputTokens = api.generates() ? Math.min(MOST_TOKENS, limit) : 0;
    number = served.nextCall();
    created = served.seconds();
    String adapter = served.adapters.contains(request.model()) ? request.model() : null;
    boolean limited = request.maxTokens() > 0;
    sequence =
        served.engine.submit(
            new Work(request.promptTokens(), outputTokens, request.prefix(), adapter, limited),
            this);
  }

  /** The answer; what was cached is known from the first output on. */
  private Answer answer() {
    if (answer == null) {
      int cached = sequence.cachedTokens();
      answer = Answer.to(request, new Serving(number, created, served.name, outputTokens, cached));
    }
    return answer;
  }

  private void refuse(int status, String message, String param) {
    respond(served.error(api, status, message, param));
  }

  private void respond(Response response) {
    entry.status(response.status());
    exchange.respond(response);
  }

  @Override
  public void token(int index) {
    if (!request.stream()) {
      return;
    }
    if (index == 0) {
      entry.status(200);
      exchange.begin(
          200, served.headers("text/event-stream", new Header("cache-control", "no-cache")));
      answer().begin().forEach(exchange::write);
    }
    exchange.write(answer().token(index));
    if (served.knobs().closeMidStream() && index + 1 >= outputTokens / 2) {
      exchange.abort();
      served.engine.cancel(sequence);
    }
  }

  @Override
  public void done() {
    if (api.generates()) {
      String text = Answer.text(request, outputTokens);
      served.engine.keep(sequence, request.continuation().blocks(text));
    }
    if (request.stream()) {
      answer().end().forEach(exchange::write);
      exchange.finish();
    } else if (served.knobs().closeMidStream()) {
      byte[] whole = answer().whole();
      entry.status(200);
      exchange.begin(200, served.headers("application/json"), whole.length);
      exchange.write(Arrays.copyOf(whole, whole.length / 2));
      exchange.abort();
    } else {
      respond(served.json(200, answer().whole()));
    }
  }

  @Override
  public void gone() {
    tap.release();
    if (sequence != null) {
      served.engine.cancel(sequence);
    }
  }
}
