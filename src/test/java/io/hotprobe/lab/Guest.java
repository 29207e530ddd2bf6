package io.hotprobe.lab;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A machine under software emulation, from the Debian kernel and the image that {@code bench/lab/run} builds. */
final class Guest implements AutoCloseable {
  static final String USB_BUS = "xhci.0";
  static final int USB_PCI_SLOT = 0x1e;

  private static final Path DEVICES = Path.of("bench/lab/devices");
  private static final int FIRST_PCI_SLOT = 2;
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration BOOT_LIMIT = Duration.ofMinutes(5);
  private static final Duration BIND_LIMIT = Duration.ofSeconds(30);
  private static final Duration UNPLUG_LIMIT = Duration.ofSeconds(30);
  /** Longer than a driver is silent between two events; usb-storage waits a second before it looks for disks. */
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration QUIET_LIMIT = Duration.ofSeconds(60);
  private static final int CONSOLE_LINES_SHOWN = 30;

  private final Path runDirectory;
  private final Process qemu;
  private final List<LineSocket> sockets = new ArrayList<>();
  private Qmp qmp;
  private ControlShell shell;
  private EventLog events;

  private Guest(Path runDirectory, Process qemu) {
    this.runDirectory = runDirectory;
    this.qemu = qemu;
    Runtime.getRuntime().addShutdownHook(new Thread(qemu::destroyForcibly));
  }

  /**
   * Boots, starts the daemon in the guest and waits until it has handled the coldplug.
   *
   * @param daemon what the guest's init knows: {@code udevd}, {@code hotprobe}, {@code nodes} or {@code none}
   */
  static Guest boot(Path lab, String daemon) throws IOException, InterruptedException {
    return boot(lab, "lab.daemon=" + daemon, List.of());
  }

  /** The same with the devices of {@code bench/lab/devices}, which have their drivers before the daemon starts. */
  static Guest bootWithDevices(Path lab, String daemon) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>();
    for (String line : Files.readAllLines(DEVICES)) {
      if (line.startsWith("-")) {
        options.addAll(List.of(line.replace("@disks@", lab.resolve("disks").toString()).split(" ", 2)));
      }
    }
    return boot(lab, "net.naming-scheme=v252 lab.rules lab.daemon=" + daemon, options);
  }

  /** Boots systemd from its disk, which starts udevd and hotprobe, and waits until everything that belongs to the system runs. */
  static Guest bootSystemd(Path lab) throws IOException, InterruptedException {
    Path disk = systemdDisk(lab);
    return boot(lab, "lab.daemon=systemd", List.of(
        "-drive", "if=none,id=root,format=raw,snapshot=on,file=" + disk,
        "-device", "virtio-blk-pci,drive=root,addr=0x0c"));
  }

  /** The disk for {@link #bootSystemd}; only root can make it. */
  static Path systemdDisk(Path lab) {
    return lab.resolve("service.img");
  }

  private static Guest boot(Path lab, String parameters, List<String> devices) throws IOException, InterruptedException {
    Path image = lab.resolve("guest.cpio");
    if (!Files.exists(image)) {
      throw new IOException("there is no guest in " + lab + "; run bench/lab/run image");
    }
    // The path of a Unix socket must be short, that of the lab may be long.
    Path runDirectory = Files.createTempDirectory(Path.of("/tmp"), "hotprobe-lab");
    List<String> command = command(lab, parameters, runDirectory);
    command.addAll(devices);
    Process qemu = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(runDirectory.resolve("qemu.log").toFile())
        .redirectInput(new File("/dev/null"))
        .start();
    Guest guest = new Guest(runDirectory, qemu);
    try {
      guest.start();
    } catch (IOException | InterruptedException | RuntimeException e) {
      e.addSuppressed(new IOException(guest.lastWords()));
      guest.close();
      throw e;
    }
    return guest;
  }

  private void start() throws IOException, InterruptedException {
    LineSocket monitor = connect("monitor");
    shell = new ControlShell(connect("control"));
    events = new EventLog(connect("events"));
    qmp = new Qmp(monitor);
    qmp.execute("cont", Map.of());
    shell.awaitGreeting(BOOT_LIMIT);
  }

  Qmp qmp() {
    return qmp;
  }

  ControlShell shell() {
    return shell;
  }

  EventLog events() {
    return events;
  }

  /** Plugs devices one right after the other and waits until each is bound and the kernel has no more to say. */
  void plugAtOnce(List<HotDevice> devices) throws IOException, InterruptedException {
    int position = events.position();
    for (HotDevice device : devices) {
      qmp.execute("device_add", device.arguments());
    }
    events.await(position, since -> devices.stream().allMatch(device -> PlugResult.isBound(device, since)), BIND_LIMIT);
    awaitQuiet();
  }

  /** Plugs a device and waits until it is bound, or seems to stay without a driver, and the kernel has no more to say. */
  void plug(HotDevice device) throws IOException, InterruptedException {
    int position = events.position();
    qmp.execute("device_add", device.arguments());
    events.await(position, since -> PlugResult.isBound(device, since), BIND_LIMIT);
    awaitQuiet();
  }

  /** Unplugs devices one right after the other; returns when they have gone. */
  void unplugAtOnce(List<HotDevice> devices) throws IOException, InterruptedException {
    for (HotDevice device : devices) {
      qmp.execute("device_del", Map.of("id", device.model()));
    }
    for (HotDevice device : devices) {
      qmp.awaitDeleted(device.model(), UNPLUG_LIMIT);
    }
  }

  void unplug(HotDevice device) throws IOException, InterruptedException {
    qmp.execute("device_del", Map.of("id", device.model()));
    qmp.awaitDeleted(device.model(), UNPLUG_LIMIT);
    awaitQuiet();
  }

  /** A file of the guest. */
  byte[] read(String file, Duration limit) throws IOException, InterruptedException {
    return Base64.getMimeDecoder().decode(String.join("", shell.run("base64 " + file, limit)));
  }

  /** Waits until the kernel and the daemon have nothing more to do. */
  void awaitQuiet() throws IOException, InterruptedException {
    events.awaitQuiet(QUIET, QUIET_LIMIT);
  }

  static String rootPort(int slot) {
    return "port" + slot;
  }

  static int pciSlot(int rootPort) {
    return FIRST_PCI_SLOT + rootPort - 1;
  }

  /** What QEMU and the guest's console said last. */
  String lastWords() throws IOException {
    StringBuilder words = new StringBuilder();
    for (String log : List.of("qemu.log", "console.log")) {
      Path file = runDirectory.resolve(log);
      List<String> lines = Files.exists(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
      words.append("-- ").append(log).append('\n');
      lines.stream().skip(Math.max(0, lines.size() - CONSOLE_LINES_SHOWN)).forEach(line -> words.append(line).append('\n'));
    }
    return words.toString();
  }

  @Override
  public void close() throws IOException {
    qemu.destroyForcibly().onExit().orTimeout(START_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    for (LineSocket socket : sockets) {
      socket.close();
    }
    try (Stream<Path> files = Files.list(runDirectory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(runDirectory);
  }

  private LineSocket connect(String name) throws IOException, InterruptedException {
    Path socket = runDirectory.resolve(name);
    Deadline deadline = Deadline.in(START_LIMIT);
    while (!Files.exists(socket)) {
      if (deadline.isOver() || !qemu.isAlive()) {
        throw new IOException("QEMU did not start");
      }
      Thread.sleep(50);
    }
    LineSocket connected = LineSocket.connect(socket);
    sockets.add(connected);
    return connected;
  }

  /** QEMU waits (-S) until the test listens on every port, so that nothing is lost. */
  private static List<String> command(Path lab, String parameters, Path runDirectory) throws IOException {
    List<String> command = new ArrayList<>(List.of(
        "qemu-system-x86_64", "-machine", "q35", "-accel", "tcg", "-cpu", "max", "-smp", "2", "-m", "2G",
        "-nodefaults", "-display", "none", "-no-reboot", "-S",
        "-kernel", kernel(lab).toString(),
        "-initrd", lab.resolve("guest.cpio").toString(),
        "-append", "console=ttyS0 quiet panic=-1 " + parameters,
        "-serial", "file:" + runDirectory.resolve("console.log"),
        "-serial", server(runDirectory, "control"),
        "-serial", server(runDirectory, "events"),
        "-qmp", server(runDirectory, "monitor"),
        "-blockdev", "null-co,node-name=nvme,size=67108864,read-zeroes=on",
        "-blockdev", "null-co,node-name=usb,size=67108864,read-zeroes=on",
        "-audiodev", "none,id=silence",
        "-chardev", "null,id=nothing",
        "-device", "qemu-xhci,id=xhci,p2=8,p3=8,bus=pcie.0,addr=" + hex(USB_PCI_SLOT)));
    for (int slot = 1; slot <= HotDevice.PCI_SLOTS; slot++) {
      command.add("-device");
      command.add("pcie-root-port,bus=pcie.0,id=" + rootPort(slot) + ",addr=" + hex(pciSlot(slot)) + ",chassis=" + slot);
    }
    return command;
  }

  private static String hex(int number) {
    return "0x" + Integer.toHexString(number);
  }

  private static String server(Path runDirectory, String name) {
    return "unix:" + runDirectory.resolve(name) + ",server=on,wait=off";
  }

  private static Path kernel(Path lab) throws IOException {
    try (Stream<Path> boot = Files.list(lab.resolve("tree/boot"))) {
      return boot.filter(file -> file.getFileName().toString().startsWith("vmlinuz-")).findFirst()
          .orElseThrow(() -> new IOException("there is no kernel in " + lab + "/tree/boot; run bench/lab/run image"));
    }
  }
}
