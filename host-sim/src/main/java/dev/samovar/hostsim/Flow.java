package dev.samovar.hostsim;

/**
 * One direction of a stream through one filter: what is held, what goes on, and in which order, as
 * Envoy's filter manager does it.
 *
 * <p>proxy-wasm ABI 0.2.1, "HTTP streams"; {@code proxy_action_t}.
 */
final class Flow {
  private final HttpFilter filter;
  private final Side side;
  private final Sink next;
  private Verdict iteration = Verdict.CONTINUE;
  private boolean headersContinued;
  private boolean trailersContinued;
  private boolean trailersAddedPaused;
  private boolean inHeaders;
  private boolean inTrailers;
  private boolean ended;
  private Headers headers;
  private Headers trailers;
  private Body buffered;

  Flow(HttpFilter filter, Side side, Sink next) {
    this.filter = filter;
    this.side = side;
    this.next = next;
  }

  Headers heldHeaders() {
    return headers;
  }

  Body buffered() {
    return buffered;
  }

  /** Whether something is being held. */
  boolean isPaused() {
    return iteration != Verdict.CONTINUE;
  }

  void headers(Headers arrived, boolean endOfStream) {
    headers = arrived;
    ended = endOfStream;
    begin();
    inHeaders = true;
    Verdict verdict = filter.onHeaders(side, arrived, endOfStream);
    inHeaders = false;
    end();
    if (isDead()) {
      return;
    }
    if (verdict != Verdict.CONTINUE) {
      iteration = verdict;
    } else if (headersContinued) {
      passedTwice();
    } else {
      headersContinued = true;
      next.headers(arrived, endOfStream);
    }
  }

  void data(Body data, boolean endOfStream) {
    ended |= endOfStream;
    if (isDead()) {
      return;
    }
    if (stopsAll()) {
      hold(data, iteration == Verdict.STOP_ALL_WATERMARK);
    } else {
      throughFilter(data, endOfStream);
    }
  }

  private void throughFilter(Body data, boolean endOfStream) {
    boolean hadTrailers = trailers != null;
    begin();
    Verdict verdict = filter.onData(side, data, endOfStream);
    end();
    if (isDead()) {
      return;
    }
    // Trailers that the guest adds in the last body callback follow the data.
    boolean added = endOfStream && !hadTrailers && trailers != null;
    if (added && verdict != Verdict.CONTINUE && side == Side.REQUEST) {
      trailersAddedPaused = true;
      filter.stream()
          .sim()
          .fault(
              FaultKind.BREAKS_ENVOY,
              "trailers: added to a request body that is then paused; Envoy sends them before the"
                  + " body, which is lost ("
                  + filter.stream().label()
                  + ")");
    }
    switch (verdict) {
      case CONTINUE -> {
        if (iteration == Verdict.STOP) {
          hold(data, false);
          goOn();
        } else {
          forward(data, endOfStream && !added);
          if (added && !isDead()) {
            next.trailers(trailers);
          }
        }
      }
      case STOP_NO_BUFFER -> {
        iteration = Verdict.STOP;
        if (ended && trailers == null && buffered == null) {
          buffered = new Body();
        }
      }
      default -> {
        iteration = Verdict.STOP;
        hold(data, verdict == Verdict.STOP_WATERMARK);
      }
    }
  }

  void trailers(Headers arrived) {
    trailers = arrived;
    ended = true;
    if (isDead() || stopsAll()) {
      return;
    }
    trailersThroughFilter();
  }

  private void trailersThroughFilter() {
    begin();
    inTrailers = true;
    Verdict verdict = filter.onTrailers(side, trailers);
    inTrailers = false;
    end();
    if (isDead()) {
      return;
    }
    if (trailersContinued) {
      if (verdict == Verdict.CONTINUE) {
        passedTwice();
      }
    } else if (verdict != Verdict.CONTINUE) {
      if (iteration == Verdict.CONTINUE) {
        iteration = Verdict.STOP;
      }
    } else if (iteration == Verdict.STOP) {
      goOn();
    } else {
      next.trailers(trailers);
    }
  }

  /** {@code proxy_continue_stream}, after the callback that asked for it. */
  void continueFlow() {
    if (isDead()) {
      return;
    }
    if (isPaused()) {
      goOn();
      trailersContinued |= inTrailers;
    } else if (inHeaders && !headersContinued) {
      // Envoy passes them on at once; what the callback then answers is for what follows.
      headersContinued = true;
      next.headers(headers, ended);
    } else if (inTrailers && !trailersContinued) {
      trailersContinued = true;
      next.trailers(trailers);
    } else if (!headersContinued || trailers != null) {
      passedTwice();
    }
  }

  private void begin() {
    if (side == Side.REQUEST) {
      filter.chain().decoding();
    }
  }

  private void end() {
    if (side == Side.REQUEST) {
      filter.chain().decoded();
    }
  }

  private void passedTwice() {
    filter.stream()
        .sim()
        .fault(
            FaultKind.CONTINUED_UNPAUSED,
            "proxy_continue_stream: the "
                + side.word()
                + " of "
                + filter.stream().label()
                + " is not paused, a proxy would pass it on twice");
  }

  private void goOn() {
    boolean fromThisFilter = stopsAll();
    iteration = Verdict.CONTINUE;
    if (!headersContinued) {
      headersContinued = true;
      next.headers(headers, ended && buffered == null && trailers == null);
      if (isDead()) {
        return;
      }
    }
    if (trailersAddedPaused) {
      buffered = null;
    }
    if (buffered != null) {
      boolean endOfStream = ended && trailers == null;
      if (fromThisFilter) {
        throughFilter(buffered, endOfStream);
      } else {
        forward(buffered, endOfStream);
      }
      if (isDead()) {
        return;
      }
      if (side == Side.REQUEST && !isPaused()) {
        filter.chain().resumeReading();
      }
    }
    if (trailers != null) {
      if (fromThisFilter) {
        trailersThroughFilter();
      } else {
        next.trailers(trailers);
      }
    }
  }

  private void forward(Body data, boolean endOfStream) {
    if (data == buffered) {
      buffered = null;
    }
    next.data(data, endOfStream);
  }

  private void hold(Body data, boolean watermark) {
    if (data != buffered) {
      hold(data);
      checkLimit(watermark);
    }
  }

  /** Adds bytes to those that are held; answers whether these are now more than the limit. */
  boolean hold(Body data) {
    if (buffered == null) {
      buffered = new Body();
    }
    buffered.take(data);
    return isOverLimit();
  }

  void checkLimit(boolean watermark) {
    if (isOverLimit()) {
      filter.chain().bufferOverflow(side, watermark);
    }
  }

  private boolean isOverLimit() {
    return buffered.size() > filter.chain().bufferLimit();
  }

  /** The trailers that the guest may write in the last body callback. */
  Headers addTrailers() {
    if (trailers == null) {
      trailers = new Headers();
    }
    return trailers;
  }

  private boolean stopsAll() {
    return iteration == Verdict.STOP_ALL_BUFFER || iteration == Verdict.STOP_ALL_WATERMARK;
  }

  private boolean isDead() {
    return filter.chain().isDead(side);
  }
}
