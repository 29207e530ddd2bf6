package io.hotprobe.builtins;

import io.hotprobe.rules.Builtin;
import java.util.Map;
import java.util.Optional;

/**
 * {@code net_driver}: the driver of a network interface. One without is a success without properties. Source: ID_NET_DRIVER as udev 257
 * sets it.
 */
public final class NetDriver implements Builtin {

  private final NetDevices devices;

  public NetDriver(NetDevices devices) {
    this.devices = devices;
  }

  @Override
  public Optional<Map<String, String>> run(Call call) {
    Call anew = new Call(call.device(), call.action(), key -> null, call.arguments());
    String driver = new NetInterface(anew, devices).driver();
    return Optional.of(driver == null ? Map.of() : Map.of("ID_NET_DRIVER", driver));
  }
}
