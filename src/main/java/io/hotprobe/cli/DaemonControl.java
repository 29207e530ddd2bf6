package io.hotprobe.cli;

import io.hotprobe.daemon.ControlSocket;
import io.hotprobe.daemon.ControlSocket.ServedException;
import io.hotprobe.daemon.Daemon;
import io.hotprobe.journal.Journal;
import io.hotprobe.linux.Signals;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** By which socket the daemon is spoken to, and by whom; and SIGHUP. */
final class DaemonControl {

  @Mixin private DaemonPlace place = new DaemonPlace();

  @Option(
      names = "--control-group",
      paramLabel = "GROUP",
      description = "Who is in this group may ask what changes nothing: status, monitor, settle (default: root only).")
  private String group;

  /** The daemon's place, as long as it is open. */
  static final class Place implements AutoCloseable {

    private final Optional<ControlSocket> socket;
    private final Journal journal;

    private Place(Optional<ControlSocket> socket, Journal journal) {
      this.socket = socket;
      this.journal = journal;
    }

    /** Has the daemon answer there, and reload on SIGHUP. */
    void serve(Daemon daemon) throws IOException {
      if (socket.isPresent()) {
        daemon.control(socket.get());
      }
      Signals.on("HUP", () -> reload(daemon));
    }

    private void reload(Daemon daemon) {
      try {
        journal.notice(Level.INFO, "reloading: SIGHUP");
        daemon.reload();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() throws IOException {
      if (socket.isPresent()) {
        socket.get().close();
      }
    }
  }

  /**
   * Takes the daemon's place.
   *
   * @param onlyTells whether it does nothing to this machine: then it goes on without when the place is taken or cannot be made
   * @throws IOException naming what is in the way: another daemon's pid, a path, a group
   */
  Place open(World world, boolean onlyTells, Journal journal) throws IOException {
    try {
      ControlSocket socket = ControlSocket.open(place.socket(world.root()), Optional.ofNullable(group), world.policyTrust());
      socket.remains().ifPresent(what -> journal.notice(Level.WARNING, what));
      return new Place(Optional.of(socket), journal);
    } catch (IOException inTheWay) {
      if (!onlyTells || place.isNamed() || !(inTheWay instanceof ServedException) && group != null) {
        throw inTheWay;
      }
      journal.notice(Level.INFO, "without a control socket: " + inTheWay.getMessage());
      return new Place(Optional.empty(), journal);
    }
  }
}
