package dev.samovar.hostsim;

/** One TCP context: what it has of the connection's two directions. */
final class TcpFilter {
  private final Connection connection;
  private Body downstream;
  private Body upstream;

  TcpFilter(Connection connection) {
    this.connection = connection;
  }

  void offer(boolean fromUpstream, Body data) {
    if (fromUpstream) {
      upstream = data;
    } else {
      downstream = data;
    }
  }

  Body body(boolean fromUpstream) {
    Body body = fromUpstream ? upstream : downstream;
    return body == null ? new Body() : body;
  }

  void continueDownstream() {
    connection.continueDownstream();
  }

  void close() {
    connection.closeByGuest();
  }
}
