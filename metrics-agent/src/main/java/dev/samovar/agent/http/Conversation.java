package dev.samovar.agent.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * One connection: reads one request, waits for its answer, then reads the next, so that pipelined
 * requests are answered in order. A body is read and dropped up to {@value #MAX_BODY} bytes. All
 * methods run on the connection's own event loop.
 */
final class Conversation extends ChannelInboundHandlerAdapter {
  private static final int MAX_BODY = 64 * 1024;

  private final Routes routes;
  private final Patience patience;
  private final AtomicInteger inFlight;
  private final BooleanSupplier draining;
  private HttpRequest current;
  private long bodyBytes;
  private Future<?> deadline;

  Conversation(Routes routes, Patience patience, AtomicInteger inFlight, BooleanSupplier draining) {
    this.routes = routes;
    this.patience = patience;
    this.inFlight = inFlight;
    this.draining = draining;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.channel().config().setAutoRead(false);
    expect(ctx, patience.request());
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      read(ctx, (HttpObject) message);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(ChannelHandlerContext ctx, HttpObject part) {
    if (part.decoderResult().isFailure()) {
      refuse(ctx, part.decoderResult());
      return;
    }
    if (part instanceof HttpRequest request) {
      current = request;
      bodyBytes = 0;
      expect(ctx, patience.request());
      if (HttpUtil.is100ContinueExpected(request)) {
        HttpUtil.setKeepAlive(request, false);
        finish(ctx, 417, Answer.error(417, "no_body_wanted", null, "body: none is wanted"));
        return;
      }
    }
    if (current == null) {
      return;
    }
    if (part instanceof HttpContent content) {
      bodyBytes += content.content().readableBytes();
      if (bodyBytes > MAX_BODY) {
        HttpUtil.setKeepAlive(current, false);
        finish(ctx, 413, Answer.error(413, "body_too_large", null, "body: none is wanted"));
        return;
      }
    }
    if (part instanceof LastHttpContent) {
      dispatch(ctx);
    } else {
      ctx.read();
    }
  }

  private void dispatch(ChannelHandlerContext ctx) {
    HttpRequest request = current;
    current = null;
    deadline.cancel(false);
    inFlight.incrementAndGet();
    routes
        .answer(Request.of(request.method().name(), request.uri()))
        .whenComplete(
            (answer, error) -> {
              Answer sent =
                  error == null
                      ? answer
                      : Answer.error(500, "internal_error", null, "the agent failed");
              ctx.executor()
                  .execute(
                      () -> {
                        send(ctx, sent, HttpUtil.isKeepAlive(request) && !draining.getAsBoolean())
                            .addListener(done -> inFlight.decrementAndGet());
                      });
            });
  }

  private void refuse(ChannelHandlerContext ctx, DecoderResult result) {
    Throwable cause = result.cause();
    Answer answer;
    if (cause instanceof TooLongHttpLineException) {
      answer = KeysQuery.tooLong().answer();
    } else if (cause instanceof TooLongHttpHeaderException) {
      answer = Answer.error(431, "headers_too_large", null, "headers: must be at most 32 KiB");
    } else {
      answer = Answer.error(400, "malformed_request", null, "request: must be HTTP/1.1");
    }
    finish(ctx, answer.status(), answer);
  }

  /** Answers what never became a request, and closes. */
  private void finish(ChannelHandlerContext ctx, int status, Answer answer) {
    current = null;
    deadline.cancel(false);
    routes.countMalformed(status);
    send(ctx, answer, false);
  }

  private ChannelFuture send(ChannelHandlerContext ctx, Answer answer, boolean keepAlive) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(answer.body()));
    answer.headers().forEach((name, value) -> response.headers().set(name, value));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    response.headers().set(HttpHeaderNames.CONNECTION, keepAlive ? "keep-alive" : "close");
    ChannelFuture written = ctx.writeAndFlush(response);
    expect(ctx, keepAlive ? patience.idle() : patience.request());
    if (keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      ctx.read();
    } else {
      written.addListener(ChannelFutureListener.CLOSE);
    }
    return written;
  }

  /** Closes the connection after {@code within} unless something else is expected by then. */
  private void expect(ChannelHandlerContext ctx, Duration within) {
    if (deadline != null) {
      deadline.cancel(false);
    }
    deadline = ctx.executor().schedule(() -> ctx.close(), within.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A peer that resets its connection is no event worth a line.
    ctx.close();
  }
}
