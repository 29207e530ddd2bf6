package io.hotprobe.cli;

import io.hotprobe.daemon.Daemon;
import io.hotprobe.journal.LogJournal;
import io.hotprobe.linux.UeventSocket;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.resolve.Resolver;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hotprobe daemon}: the hotplug service. */
@Command(
    name = "daemon",
    description = {
      "Listens for uevents, replays what is plugged in already, and loads the modules that devices need.",
      "Stays in the foreground and logs to standard error; SIGTERM or SIGINT stop it after what it has begun is done."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 1 it could not start, 2 the command line is wrong, 143 stopped by SIGTERM."})
final class DaemonCommand implements Callable<Integer> {

  @Mixin private World world = new World();

  @Mixin private Kernel kernel = new Kernel();

  @Option(
      names = "--receive-buffer",
      paramLabel = "BYTES",
      description = "Room for uevents that wait in the kernel (default: 134217728, 128 MiB).")
  private int receiveBuffer = UeventSocket.RECEIVE_BUFFER;

  @Option(names = {"-v", "--verbose"}, description = "Also log devices that led to nothing.")
  private boolean verbose;

  @Override
  public Integer call() throws IOException, InterruptedException {
    LogJournal journal = LogJournal.ofStandardError(verbose ? Level.DEBUG : Level.INFO);
    Resolver resolver = world.resolver(diagnostic -> journal.notice(Level.WARNING, diagnostic.toString()));
    Kernel.Ports ports = kernel.ports(world);
    UeventSocket socket = UeventSocket.open(receiveBuffer);
    if (socket.receiveBuffer() < receiveBuffer) {
      journal.notice(
          Level.WARNING,
          "the receive buffer is " + socket.receiveBuffer() + " bytes instead of " + receiveBuffer
              + ": uevents may be lost in a storm; run with CAP_NET_ADMIN or raise net.core.rmem_max");
    }
    Daemon daemon =
        new Daemon(
            new Pipeline.Ports(socket, world.sysfs(), ports.modules(), ports.commands()), resolver, journal);
    Runtime.getRuntime().addShutdownHook(new Thread(daemon::stop, "hotprobe-stop"));
    daemon.run();
    return 0;
  }
}
