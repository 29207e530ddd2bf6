package io.hotprobe.linux;

import io.hotprobe.nodes.Interfaces;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** This machine's network interfaces, by rtnetlink: {@code RTM_SETLINK}, {@code IFLA_IFNAME} (include/uapi/linux/if_link.h). */
public final class LinuxInterfaces implements Interfaces {

  private static final short RTM_SETLINK = 19;
  private static final short IFLA_IFNAME = 3;

  private final Libc libc;

  /** @throws IOException if JNA's native library cannot be loaded */
  public LinuxInterfaces() throws IOException {
    this.libc = Libc.link();
  }

  @Override
  public void rename(int index, String name) throws IOException {
    byte[] text = (name + '\0').getBytes(StandardCharsets.ISO_8859_1);
    int room = RouteSocket.ATTRIBUTE + (text.length + 3 & ~3);
    ByteBuffer request = RouteSocket.request(RTM_SETLINK, RouteSocket.ACKNOWLEDGE, index, room);
    request.putShort((short) (RouteSocket.ATTRIBUTE + text.length)).putShort(IFLA_IFNAME).put(text);
    try (RouteSocket socket = RouteSocket.open(libc)) {
      socket.exchange(request.clear(), "RTM_SETLINK interface " + index + " to " + name);
    }
  }
}
