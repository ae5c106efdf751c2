package dev.samovar.hostsim;

import dev.samovar.proxywasm.Status;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The foreign functions that Envoy brings, expressions left out. */
final class ForeignFunctions {
  private static final int MAX_OUTPUT = 64 << 20;

  private ForeignFunctions() {}

  static Fetched call(HostSim sim, HostContext context, String name, byte[] argument) {
    ForeignFunction own = sim.foreignFunctions().get(name);
    if (own != null) {
      byte[] answer = own.call(argument);
      return answer == null ? Fetched.failed(Status.BAD_ARGUMENT) : Fetched.ok(answer);
    }
    return switch (name) {
      case "clear_route_cache" -> {
        if (context.stream != null) {
          context.stream.clearRouteCache();
        }
        yield Fetched.ok(new byte[0]);
      }
      case "compress" -> Fetched.ok(compress(argument));
      case "uncompress" -> uncompress(argument);
      case "declare_property" ->
          fields(argument) == null ? Fetched.failed(Status.BAD_ARGUMENT) : Fetched.ok(new byte[0]);
      case "set_envoy_filter_state" -> setFilterState(context, argument);
      default -> Fetched.failed(Status.NOT_FOUND);
    };
  }

  private static byte[] compress(byte[] argument) {
    Deflater deflater = new Deflater();
    deflater.setInput(argument);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[8192];
    while (!deflater.finished()) {
      out.write(piece, 0, deflater.deflate(piece));
    }
    deflater.end();
    return out.toByteArray();
  }

  private static Fetched uncompress(byte[] argument) {
    Inflater inflater = new Inflater();
    inflater.setInput(argument);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[8192];
    try {
      while (!inflater.finished()) {
        int count = inflater.inflate(piece);
        if (count == 0 || out.size() > MAX_OUTPUT) {
          return Fetched.failed(Status.SERIALIZATION_FAILURE);
        }
        out.write(piece, 0, count);
      }
      return Fetched.ok(out.toByteArray());
    } catch (DataFormatException e) {
      return Fetched.failed(Status.SERIALIZATION_FAILURE);
    } finally {
      inflater.end();
    }
  }

  /** The texts of a protobuf message by their numbers, 1 and 2; {@code null} where it is none. */
  private static String[] fields(byte[] argument) {
    String[] fields = new String[3];
    int at = 0;
    while (at < argument.length) {
      int tag = argument[at++];
      int field = tag >> 3;
      if ((tag & 7) == 0) {
        while (at < argument.length && argument[at] < 0) {
          at++;
        }
        if (at == argument.length) {
          return null;
        }
        at++;
      } else if ((tag & 7) == 2 && at < argument.length) {
        int length = 0;
        int shift = 0;
        boolean more = true;
        while (more && at < argument.length && shift < 28) {
          length |= (argument[at] & 0x7f) << shift;
          more = argument[at++] < 0;
          shift += 7;
        }
        if (length > argument.length - at) {
          return null;
        }
        if (field < fields.length) {
          fields[field] = new String(argument, at, length, StandardCharsets.UTF_8);
        }
        at += length;
      } else {
        return null;
      }
    }
    return fields;
  }

  /** The argument is a protobuf message: path = 1, value = 2, both text. */
  private static Fetched setFilterState(HostContext context, byte[] argument) {
    String[] fields = fields(argument);
    if (fields == null) {
      return Fetched.failed(Status.BAD_ARGUMENT);
    }
    String path = fields[1] == null ? "" : fields[1];
    String value = fields[2] == null ? "" : fields[2];
    String kind = Properties.filterStateFactories().get(path);
    if (kind == null || context.stream == null) {
      return Fetched.failed(Status.NOT_FOUND);
    }
    if (kind.equals("number") && !value.matches("[0-9]{1,19}")) {
      return Fetched.failed(Status.BAD_ARGUMENT);
    }
    context.stream.filterState().put(path, value.getBytes(StandardCharsets.UTF_8));
    return Fetched.ok(new byte[0]);
  }
}
