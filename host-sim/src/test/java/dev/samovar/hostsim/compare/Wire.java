package dev.samovar.hostsim.compare;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads one HTTP/1.1 message from a socket, byte by byte, so that nothing is hidden. */
final class Wire {
  final String first;
  final List<String[]> headers = new ArrayList<>();
  final List<String[]> trailers = new ArrayList<>();
  final String body;
  final boolean complete;

  private Wire(InputStream in, boolean bodiless) throws IOException {
    String line = line(in);
    if (line == null) {
      throw new EOFException("closed");
    }
    first = line;
    readFields(in, headers);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    complete = bodiless || readBody(in, bytes);
    body = bytes.toString(StandardCharsets.UTF_8);
  }

  static Wire read(InputStream in) throws IOException {
    return read(in, false);
  }

  /**
   * @param bodiless true for the answer to HEAD, whose length speaks of a body that does not come
   */
  static Wire read(InputStream in, boolean bodiless) throws IOException {
    return new Wire(in instanceof BufferedInputStream ? in : new BufferedInputStream(in), bodiless);
  }

  String header(String name) {
    for (String[] header : headers) {
      if (header[0].equalsIgnoreCase(name)) {
        return header[1];
      }
    }
    return null;
  }

  private boolean readBody(InputStream in, ByteArrayOutputStream out) throws IOException {
    try {
      if ("chunked".equals(header("transfer-encoding"))) {
        while (true) {
          String size = line(in);
          if (size == null) {
            return false;
          }
          int count = Integer.parseInt(size.trim(), 16);
          if (count == 0) {
            readFields(in, trailers);
            return true;
          }
          byte[] piece = in.readNBytes(count);
          out.writeBytes(piece);
          if (piece.length < count || line(in) == null) {
            return false;
          }
        }
      }
      String length = header("content-length");
      if (length != null) {
        byte[] all = in.readNBytes(Integer.parseInt(length));
        out.writeBytes(all);
        return all.length == Integer.parseInt(length);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void readFields(InputStream in, List<String[]> into) throws IOException {
    String line = line(in);
    while (line != null && !line.isEmpty()) {
      int colon = line.indexOf(':');
      into.add(
          new String[] {
            line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
            line.substring(colon + 1).trim()
          });
      line = line(in);
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0 && next != '\n') {
      if (next != '\r') {
        bytes.write(next);
      }
      next = in.read();
    }
    return next < 0 && bytes.size() == 0 ? null : bytes.toString(StandardCharsets.UTF_8);
  }
}
