package io.hotprobe.daemon;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/**
 * Who is at the other end of a connection, by the kernel's word (SO_PEERCRED).
 *
 * @param master whether that is root, or who this process runs as
 */
record Peer(String user, boolean master) {

  /** @param self who this process runs as */
  static Peer of(SocketChannel channel, UserPrincipal self) throws IOException {
    UserPrincipal user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    UserPrincipal root = FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("0");
    return new Peer(user.getName(), user.equals(root) || user.equals(self));
  }
}
