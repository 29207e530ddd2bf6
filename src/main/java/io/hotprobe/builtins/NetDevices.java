package io.hotprobe.builtins;

import java.io.IOException;
import java.util.Optional;

/** Port to what the kernel tells of network interfaces besides sysfs. Implemented by {@code linux}. Safe for any thread. */
public interface NetDevices {

  /** There is nobody to ask: the devices are not those of this machine. */
  NetDevices NOT_HERE =
      new NetDevices() {
        @Override
        public Optional<String> driver(String name) throws IOException {
          throw new IOException("interface " + name + " is not one of this machine");
        }

        @Override
        public Optional<String> permanentAddress(String name) throws IOException {
          return driver(name);
        }

        @Override
        public Optional<String> kind(int index) throws IOException {
          return driver(String.valueOf(index));
        }
      };

  /**
   * The driver of an interface by its name, as ethtool shows it.
   *
   * @return empty when it has none
   * @throws IOException if it cannot be asked
   */
  Optional<String> driver(String name) throws IOException;

  /** The address that its hardware came with, as {@code 02:00:00:00:00:01}; otherwise as {@link #driver}. */
  Optional<String> permanentAddress(String name) throws IOException;

  /** What kind of virtual interface the one of an index is, as {@code bridge}; otherwise as {@link #driver}. */
  Optional<String> kind(int index) throws IOException;
}
