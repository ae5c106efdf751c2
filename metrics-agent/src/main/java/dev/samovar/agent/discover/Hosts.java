package dev.samovar.agent.discover;

import io.netty.resolver.HostsFileEntriesProvider;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/** What a machine knows of a name without asking DNS. */
@FunctionalInterface
interface Hosts {
  /** The system's hosts file, read anew for each question; an address is its own. */
  Hosts SYSTEM =
      host -> {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        if (literal != null) {
          return List.of(literal);
        }
        HostsFileEntriesProvider file = HostsFileEntriesProvider.parser().parseSilently();
        String name = host.toLowerCase(Locale.ROOT);
        List<InetAddress> v4 = file.ipv4Entries().getOrDefault(name, List.of());
        return v4.isEmpty() ? file.ipv6Entries().getOrDefault(name, List.of()) : v4;
      };

  /** The name's addresses, by IPv4 where it has such; empty where DNS is to be asked. */
  List<InetAddress> of(String host);
}
