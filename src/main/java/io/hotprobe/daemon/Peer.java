package io.hotprobe.daemon;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;

/**
 * Who is at the other end of a connection, by the kernel's word (SO_PEERCRED).
 *
 * @param master whether that is root, or who this process runs as
 */
record Peer(String user, boolean master) {

  /** @param masters root, and who this process runs as */
  static Peer of(SocketChannel channel, Set<UserPrincipal> masters) throws IOException {
    UserPrincipal user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    return new Peer(user.getName(), masters.contains(user));
  }
}
