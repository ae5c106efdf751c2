package dev.samovar.llmsim.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * One client's connection: parses its requests one after the other and sends the answers.
 *
 * <p>While a request waits for its answer the connection is still read, which is how a client that
 * leaves is noticed at once; requests that it pipelines wait in a bounded buffer. Longer than most
 * files, since reading, answering and closing share one state.
 */
final class Connection implements RequestParser.Sink {
  /** Output goes to the socket in windows, since the JDK copies what it is given on each try. */
  private static final int WINDOW = 128 << 10;

  private static final byte[] NOTHING = {};

  private enum State {
    OPEN,
    /** The last answer is on its way; what the client still sends is read and dropped. */
    CLOSING,
    CLOSED
  }

  private final Server server;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final RequestParser parser;
  private final ArrayDeque<ByteBuffer> output = new ArrayDeque<>();
  private long unread;
  private long touched;
  private State state = State.OPEN;
  private byte[] pipelined = NOTHING;
  private Answer answer;
  private Receiver receiver;
  private boolean complete;

  Connection(Server server, SocketChannel channel, SelectionKey key) {
    this.server = server;
    this.channel = channel;
    this.key = key;
    this.parser = new RequestParser(server.limits(), this);
    this.touched = server.timers().now();
  }

  /** Takes bytes that have arrived; a negative length is the end of the client's side. */
  void received(byte[] bytes, int length) {
    touched = server.timers().now();
    if (length < 0) {
      close();
    } else if (state == State.OPEN) {
      if (pipelined.length > 0 || answer != null && complete) {
        keep(bytes, 0, length);
      } else {
        parse(bytes, 0, length);
      }
    }
  }

  private void parse(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    try {
      while (at < end && state == State.OPEN) {
        if (answer != null && complete) {
          keep(bytes, at, end - at);
          return;
        }
        at += parser.feed(bytes, at, end - at);
      }
    } catch (HttpException e) {
      refuse(e);
    }
  }

  private void keep(byte[] bytes, int offset, int length) {
    byte[] joined = Arrays.copyOf(pipelined, pipelined.length + length);
    System.arraycopy(bytes, offset, joined, pipelined.length, length);
    pipelined = joined;
    interest();
  }

  /** Answers a request that cannot be read; nothing after it can be read either. */
  private void refuse(HttpException e) {
    if (answer == null) {
      answer = new Answer(new RequestHead("", "", 1, List.of()));
    }
    Receiver left = receiver;
    receiver = null;
    complete = false;
    answer.respond(server.refusal(e.status(), e.getMessage()));
    if (state == State.OPEN) {
      close();
    }
    if (left != null) {
      left.gone();
    }
  }

  @Override
  public void head(RequestHead head) {
    answer = new Answer(head);
    complete = false;
    if (head.minor() == 1 && head.holds("expect", "100-continue")) {
      send("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    receiver = server.handler().open(head, answer);
  }

  @Override
  public void body(byte[] bytes, int offset, int length) {
    if (receiver != null) {
      receiver.body(bytes, offset, length);
    }
  }

  @Override
  public void end(List<Header> trailers) {
    complete = true;
    if (receiver != null) {
      receiver.end(trailers);
    }
  }

  private void send(byte[] bytes) {
    if (state == State.CLOSED || bytes.length == 0) {
      return;
    }
    output.add(ByteBuffer.wrap(bytes));
    unread += bytes.length;
    if (output.size() == 1) {
      flush();
    }
  }

  /** Writes what the socket takes now; the rest waits until it takes more. */
  void flush() {
    try {
      while (!output.isEmpty()) {
        ByteBuffer next = output.peek();
        int limit = next.limit();
        next.limit(Math.min(limit, next.position() + WINDOW));
        int written = channel.write(next);
        boolean full = next.hasRemaining();
        next.limit(limit);
        unread -= written;
        if (written > 0) {
          touched = server.timers().now();
        }
        if (!next.hasRemaining()) {
          output.poll();
        } else if (full) {
          break;
        }
      }
    } catch (IOException e) {
      close();
      return;
    }
    if (output.isEmpty() && state == State.CLOSING) {
      drained();
    }
    interest();
  }

  /** All is sent: ends our side and waits shortly for the client's, so that no reset eats it. */
  private void drained() {
    try {
      channel.shutdownOutput();
      server.timers().after(1_000_000_000L, this::close);
    } catch (IOException e) {
      close();
    }
  }

  private void interest() {
    if (key.isValid()) {
      boolean read = pipelined.length < server.limits().headBytes();
      key.interestOps(
          (read ? SelectionKey.OP_READ : 0) | (output.isEmpty() ? 0 : SelectionKey.OP_WRITE));
    }
  }

  /** Closes a connection that has not moved for longer than its state allows. */
  void expire(long now) {
    boolean waits = answer != null && complete && output.isEmpty();
    boolean idle = answer == null && !parser.inRequest() && output.isEmpty();
    long allowed = (idle ? server.limits().idle() : server.limits().stall()).toNanos();
    if (!waits && now - touched > allowed) {
      close();
    }
  }

  void close() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    output.clear();
    pipelined = NOTHING;
    answer = null;
    key.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      // The descriptor is gone either way.
    }
    server.forget(this);
    Receiver left = receiver;
    receiver = null;
    if (left != null) {
      left.gone();
    }
  }

  private void answered(boolean keepAlive) {
    boolean next = keepAlive && complete;
    answer = null;
    receiver = null;
    if (state != State.OPEN) {
      return;
    }
    if (!next) {
      state = State.CLOSING;
      flush();
    } else if (pipelined.length > 0) {
      server.timers().after(0, this::resume);
    }
  }

  private void resume() {
    if (state == State.OPEN && answer == null) {
      byte[] bytes = pipelined;
      pipelined = NOTHING;
      parse(bytes, 0, bytes.length);
      if (state == State.OPEN) {
        interest();
      }
    }
  }

  /** The answer to one request. */
  private final class Answer implements Exchange {
    private final RequestHead head;
    private final boolean keepAlive;
    private boolean begun;
    private boolean chunked;

    Answer(RequestHead head) {
      this.head = head;
      this.keepAlive = head.keepsAlive();
    }

    private boolean over() {
      return answer != this;
    }

    @Override
    public void respond(Response response) {
      if (over() || begun) {
        return;
      }
      byte[] body = head.method().equals("HEAD") ? NOTHING : response.body();
      boolean stays = keepAlive && complete;
      byte[] start =
          ResponseHead.of(response.status(), response.headers(), response.body().length, stays);
      byte[] whole = Arrays.copyOf(start, start.length + body.length);
      System.arraycopy(body, 0, whole, start.length, body.length);
      send(whole);
      answered(stays);
    }

    @Override
    public void begin(int status, List<Header> headers) {
      if (!over() && !begun) {
        begun = true;
        chunked = head.minor() == 1;
        send(ResponseHead.of(status, headers, chunked ? -1 : -2, keepAlive && chunked));
      }
    }

    @Override
    public void begin(int status, List<Header> headers, long length) {
      if (!over() && !begun) {
        begun = true;
        send(ResponseHead.of(status, headers, length, keepAlive));
      }
    }

    @Override
    public void write(byte[] bytes) {
      if (over() || bytes.length == 0) {
        return;
      }
      if (unread > server.limits().unreadBytes()) {
        close();
        return;
      }
      send(chunked ? ResponseHead.chunk(bytes) : bytes);
    }

    @Override
    public void finish() {
      if (!over()) {
        if (chunked) {
          send(ResponseHead.LAST_CHUNK);
        }
        answered(keepAlive && (chunked || head.minor() == 1));
      }
    }

    @Override
    public void abort() {
      if (!over()) {
        answered(false);
      }
    }
  }
}
