package dev.samovar.hostsim;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;

/**
 * What a test says of a stream. {@link #reachedUpstream}, {@link #answeredLocally} and {@link
 * #answered} choose the message that the {@code with…} methods after them look at; a failure shows
 * the stream's transcript.
 */
public final class StreamAssert extends AbstractAssert<StreamAssert, Stream> {
  private Message subject;
  private String subjectName;

  StreamAssert(Stream stream) {
    super(stream, StreamAssert.class);
  }

  /** The request's headers have gone upstream; looks at the last attempt. */
  public StreamAssert reachedUpstream() {
    isNotNull();
    if (!actual.upstream().started()) {
      fail("the request did not reach the upstream");
    }
    return look(actual.upstream(), "the request upstream");
  }

  /** Nothing has gone upstream. */
  public StreamAssert didNotReachUpstream() {
    isNotNull();
    if (actual.upstream().started()) {
      fail("the request reached the upstream with " + actual.upstream().headers());
    }
    return this;
  }

  /** The proxy answered by itself with this status, the client has all of it. */
  public StreamAssert answeredLocally(int status) {
    isNotNull();
    if (actual.localReply().isEmpty()) {
      fail("there was no local reply, expected one with " + status);
    }
    return answered(status);
  }

  /** The client got this status. */
  public StreamAssert answered(int status) {
    isNotNull();
    Message answer = actual.downstream();
    if (!answer.started()) {
      fail("the client has no answer, expected " + status);
    }
    if (answer.status() != status) {
      fail("the client got " + answer.status() + ", expected " + status);
    }
    return look(answer, "the answer to the client");
  }

  /** The client has no answer yet. */
  public StreamAssert isUnanswered() {
    isNotNull();
    if (actual.downstream().started()) {
      fail("the client got " + actual.downstream().headers());
    }
    return this;
  }

  /** The message has a header with this first value. */
  public StreamAssert withHeader(String name, String value) {
    String found = subject().headers().get(name);
    if (!Objects.equals(found, value)) {
      fail(subjectName + ": header " + name + " is " + show(found) + ", expected " + show(value));
    }
    return this;
  }

  /** The message has no such header. */
  public StreamAssert withoutHeader(String name) {
    if (subject().headers().contains(name)) {
      fail(
          subjectName
              + ": header "
              + name
              + " is "
              + show(subject().headers().get(name))
              + ", expected none");
    }
    return this;
  }

  /** The message's body so far is this text. */
  public StreamAssert withBody(String text) {
    String found = subject().text();
    if (!found.equals(text)) {
      fail(subjectName + ": body is " + show(found) + ", expected " + show(text));
    }
    return this;
  }

  /** The message's body so far is these bytes. */
  public StreamAssert withBody(byte[] bytes) {
    if (!Arrays.equals(subject().bytes(), bytes)) {
      fail(
          subjectName
              + ": body is "
              + show(subject().text())
              + ", expected "
              + show(new String(bytes, StandardCharsets.UTF_8)));
    }
    return this;
  }

  /** The message's body so far contains this text. */
  public StreamAssert withBodyContaining(String text) {
    if (!subject().text().contains(text)) {
      fail(
          subjectName
              + ": body is "
              + show(subject().text())
              + ", expected "
              + show(text)
              + " in it");
    }
    return this;
  }

  /** The message has a trailer with this value. */
  public StreamAssert withTrailer(String name, String value) {
    Headers trailers = subject().trailers();
    String found = trailers == null ? null : trailers.get(name);
    if (!Objects.equals(found, value)) {
      fail(subjectName + ": trailer " + name + " is " + show(found) + ", expected " + show(value));
    }
    return this;
  }

  /** All of the message has arrived. */
  public StreamAssert completely() {
    if (!subject().ended()) {
      fail(subjectName + ": has not ended");
    }
    return this;
  }

  /** The filter holds the request. */
  public StreamAssert isPaused() {
    isNotNull();
    if (!actual.isRequestPaused()) {
      fail("the request is not paused");
    }
    return this;
  }

  /** The filter holds neither the request nor the answer. */
  public StreamAssert isNotPaused() {
    isNotNull();
    if (actual.isRequestPaused() || actual.isResponsePaused()) {
      fail("the " + (actual.isRequestPaused() ? "request" : "answer") + " is paused");
    }
    return this;
  }

  /** The stream broke off. */
  public StreamAssert wasReset() {
    isNotNull();
    if (!actual.downstream().wasReset()) {
      fail("the stream was not reset");
    }
    return this;
  }

  /** The request was routed to this cluster, see {@link HostSimBuilder#routes}. */
  public StreamAssert routedTo(String cluster) {
    isNotNull();
    if (!Objects.equals(actual.cluster(), cluster)) {
      fail("the request is routed to " + show(actual.cluster()) + ", expected " + show(cluster));
    }
    return this;
  }

  /** The filter cleared the route cache. */
  public StreamAssert clearedRouteCache() {
    isNotNull();
    if (!actual.routeCacheCleared()) {
      fail("the route cache was not cleared");
    }
    return this;
  }

  private StreamAssert look(Message message, String name) {
    subject = message;
    subjectName = name;
    return this;
  }

  private Message subject() {
    if (subject == null) {
      throw new IllegalStateException(
          "say first which message is meant: reachedUpstream(), answered(…) or answeredLocally(…)");
    }
    return subject;
  }

  private void fail(String message) {
    failWithMessage("%s\n%s", message, actual.transcript());
  }

  private static String show(String value) {
    return value == null ? "missing" : Transcript.quote(value);
  }
}
