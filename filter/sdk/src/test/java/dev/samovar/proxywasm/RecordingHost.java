package dev.samovar.proxywasm;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** A host that writes down what it is asked, and answers OK, nothing, or a callout's token. */
final class RecordingHost implements InvocationHandler {
  private final List<String> calls = new ArrayList<>();
  private IntSupplier tokens = () -> 1;
  private String broken = "";

  Host host() {
    return (Host)
        Proxy.newProxyInstance(Host.class.getClassLoader(), new Class<?>[] {Host.class}, this);
  }

  /** What it was asked since the last time, as {@code name(arguments)}. */
  List<String> calls() {
    List<String> out = List.copyOf(calls);
    calls.clear();
    return out;
  }

  /** Where the answers to httpCall come from. */
  void tokens(IntSupplier tokens) {
    this.tokens = tokens;
  }

  /** Makes one call throw from now on. */
  void breakCall(String name) {
    broken = name;
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) {
    String given =
        arguments == null
            ? ""
            : Arrays.stream(arguments).map(RecordingHost::text).collect(Collectors.joining(", "));
    calls.add(method.getName() + "(" + given + ")");
    if (method.getName().equals(broken)) {
      throw new HostException(method.getName(), Status.INTERNAL_FAILURE);
    }
    Class<?> type = method.getReturnType();
    if (method.getName().equals("httpCall")) {
      return tokens.getAsInt();
    }
    if (type == Status.class) {
      return Status.OK;
    }
    if (type == LogLevel.class) {
      return LogLevel.INFO;
    }
    return type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null;
  }

  private static String text(Object argument) {
    return argument instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(argument);
  }
}
