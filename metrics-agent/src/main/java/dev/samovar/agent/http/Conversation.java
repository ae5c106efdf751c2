package dev.samovar.agent.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
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
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * One connection: reads one request, waits for its answer, then reads the next, so that pipelined
 * requests are answered in order. A body that no endpoint wants is dropped up to {@value #MAX_BODY}
 * bytes. What a refused client still sends is read and dropped for {@link Patience#refused()}:
 * closing with unread bytes would reset the connection and lose the answer (RFC 9112, section 9.6).
 * All methods run on the connection's own event loop.
 *
 * <p>Long because reading, answering and ending are one state machine over the same fields.
 */
final class Conversation extends ChannelInboundHandlerAdapter {
  private static final int MAX_BODY = 64 * 1024;

  private final Routes routes;
  private final Patience patience;
  private final AtomicInteger inFlight;
  private final BooleanSupplier draining;
  private final boolean certified;
  private HttpRequest current;
  private int maxBody;
  private byte[] body = {};
  private int bodyBytes;
  private Future<?> deadline;
  private boolean refused;

  /**
   * @param certified whether every peer has shown a certificate that the agent trusts
   */
  Conversation(
      Routes routes,
      Patience patience,
      AtomicInteger inFlight,
      BooleanSupplier draining,
      boolean certified) {
    this.certified = certified;
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
    if (refused) {
      if (part instanceof LastHttpContent && part.decoderResult().isSuccess()) {
        ctx.close();
      } else {
        ctx.read();
      }
      return;
    }
    if (part.decoderResult().isFailure()) {
      refuse(ctx, part.decoderResult());
      return;
    }
    if (part instanceof HttpRequest request) {
      current = request;
      bodyBytes = 0;
      body = new byte[0];
      maxBody = routes.maxBody(Request.of(request.method().name(), request.uri()).path());
      expect(ctx, patience.request());
      if (HttpUtil.getContentLength(request, 0L) > Math.max(maxBody, MAX_BODY)) {
        tooLarge(ctx);
        return;
      }
      if (HttpUtil.is100ContinueExpected(request)) {
        if (maxBody == 0) {
          HttpUtil.setKeepAlive(request, false);
          finish(ctx, 417, Answer.error(417, "no_body_wanted", null, "body: none is wanted"));
          return;
        }
        ctx.writeAndFlush(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
      }
    }
    if (current == null) {
      return;
    }
    if (part instanceof HttpContent content) {
      if (!take(content.content())) {
        tooLarge(ctx);
        return;
      }
    }
    if (part instanceof LastHttpContent) {
      dispatch(ctx);
    } else {
      ctx.read();
    }
  }

  /** Keeps a piece of the body where one is wanted; false when it is too much. */
  private boolean take(ByteBuf piece) {
    int length = piece.readableBytes();
    if (bodyBytes + length > Math.max(maxBody, MAX_BODY)) {
      return false;
    }
    if (maxBody > 0 && length > 0) {
      if (bodyBytes + length > body.length) {
        body = Arrays.copyOf(body, Math.max(bodyBytes + length, body.length * 2));
      }
      piece.readBytes(body, bodyBytes, length);
    }
    bodyBytes += length;
    return true;
  }

  private void tooLarge(ChannelHandlerContext ctx) {
    HttpUtil.setKeepAlive(current, false);
    String message =
        maxBody == 0 ? "body: none is wanted" : "body: must be at most " + maxBody + " bytes";
    routes.tellTooLarge(Request.of(current.method().name(), current.uri()).path());
    finish(ctx, 413, Answer.error(413, "body_too_large", null, message));
  }

  private Request whole(ChannelHandlerContext ctx, HttpRequest request) {
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach(h -> headers.putIfAbsent(h.getKey().toLowerCase(Locale.ROOT), h.getValue()));
    byte[] content = maxBody == 0 ? new byte[0] : Arrays.copyOf(body, bodyBytes);
    body = new byte[0];
    boolean local =
        ctx.channel().remoteAddress() instanceof InetSocketAddress peer
            && peer.getAddress().isLoopbackAddress();
    return Request.of(request.method().name(), request.uri())
        .with(headers, content, local || certified);
  }

  private void dispatch(ChannelHandlerContext ctx) {
    HttpRequest request = current;
    current = null;
    deadline.cancel(false);
    inFlight.incrementAndGet();
    routes
        .answer(whole(ctx, request))
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

  /** Answers what never became a request, says that nothing follows, and drops what still comes. */
  private void finish(ChannelHandlerContext ctx, int status, Answer answer) {
    current = null;
    body = new byte[0];
    refused = true;
    routes.countMalformed(status);
    ChannelFuture written = ctx.writeAndFlush(response(answer, false));
    expect(ctx, patience.refused());
    written.addListener(
        done -> {
          SslHandler tls = ctx.pipeline().get(SslHandler.class);
          if (tls != null) {
            tls.closeOutbound();
          } else if (ctx.channel() instanceof DuplexChannel socket) {
            socket.shutdownOutput();
          }
        });
    ctx.read();
  }

  private static FullHttpResponse response(Answer answer, boolean keepAlive) {
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
    return response;
  }

  private ChannelFuture send(ChannelHandlerContext ctx, Answer answer, boolean keepAlive) {
    ChannelFuture written = ctx.writeAndFlush(response(answer, keepAlive));
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
