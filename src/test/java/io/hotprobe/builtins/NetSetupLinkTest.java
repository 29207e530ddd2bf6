package io.hotprobe.builtins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.rules.Builtin.Call;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.rules.Host;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Action;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code net_setup_link/udev.cases} holds what real udev answered. */
class NetSetupLinkTest {

  private static final NetDevices VETH =
      new NetDevices() {
        @Override
        public Optional<String> driver(String name) {
          return name.equals("lo") ? Optional.empty() : Optional.of(name.equals("xbr") ? "bridge" : "veth");
        }

        @Override
        public Optional<String> permanentAddress(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<String> kind(int index) throws IOException {
          return index == 1 ? Optional.empty() : Optional.of(index == 3 ? "bridge" : "veth");
        }
      };

  private static final Host.Accounts NOBODY =
      new Host.Accounts() {
        @Override
        public OptionalInt user(String name) {
          return OptionalInt.empty();
        }

        @Override
        public OptionalInt group(String name) {
          return OptionalInt.empty();
        }
      };

  @TempDir Path root;
  private final List<String> notices = new ArrayList<>();
  private final Map<String, String> properties = new HashMap<>();
  private Database database = Database.EMPTY;
  private String commandLine = "quiet root=/dev/sda1";

  /** A case: what there is, and the two answers. */
  static final class Recorded {
    private final String title;
    private final List<String> world = new ArrayList<>();
    private final List<String> of252 = new ArrayList<>();
    private final List<String> of257 = new ArrayList<>();

    Recorded(String title) {
      this.title = title;
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Recorded> recorded() throws IOException {
    List<Recorded> cases = new ArrayList<>();
    try (InputStream in = NetSetupLinkTest.class.getResourceAsStream("/net_setup_link/udev.cases")) {
      List<String> to = List.of();
      for (String line : new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).lines().filter(each -> !each.startsWith("# ")).toList()) {
        if (line.startsWith("? ")) {
          cases.add(new Recorded(line.substring(2)));
          to = cases.get(cases.size() - 1).world;
        } else if (line.startsWith("252")) {
          to = cases.get(cases.size() - 1).of252;
        } else if (line.startsWith("257")) {
          to = cases.get(cases.size() - 1).of257;
        } else {
          to.add(line);
        }
      }
    }
    return cases.stream();
  }

  @BeforeEach
  void machine() throws IOException {
    Path kernel = Files.createDirectories(root.resolve("proc/sys/kernel"));
    Files.writeString(kernel.resolve("osrelease"), "6.1.0-18-amd64\n");
    Files.writeString(kernel.resolve("hostname"), "box\n");
  }

  private void device(String devpath, int index, String type, int naming) throws IOException {
    Path directory = Files.createDirectories(root.resolve("sys").resolve(devpath.substring(1)));
    Files.writeString(directory.resolve("uevent"), "INTERFACE=" + directory.getFileName() + "\nIFINDEX=" + index + "\n");
    Files.writeString(directory.resolve("address"), "02:00:00:00:00:01\n");
    Files.writeString(directory.resolve("ifindex"), index + "\n");
    Files.writeString(directory.resolve("type"), type + "\n");
    Files.writeString(directory.resolve("name_assign_type"), naming + "\n");
  }

  private void link(String name, String... lines) throws IOException {
    Path file = root.resolve("etc/systemd/network").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines), StandardCharsets.ISO_8859_1);
  }

  private List<String> run(Action action, String devpath) {
    Host host = new Host(root, root.resolve("proc/sys"), commandLine, root, Map.of("arch", "x86-64", "virt", "kvm"), NOBODY);
    NetSetupLink builtin =
        new NetSetupLink(NetSetupLink.directories(root), VETH, host, database, diagnostic -> notices.add(diagnostic.toString()));
    Call call = new Call(new Sysfs(root.resolve("sys")).device(devpath), action, properties::get, List.of());
    builtin.run(call);
    return Answers.lines(builtin.run(call)).stream().map(line -> line.replace(root.toString(), "")).toList();
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void run_recordedCase_answersAsUdevDoes(Recorded recorded) throws IOException {
    String devpath = null;
    Path file = null;
    for (String line : recorded.world) {
      String[] words = line.strip().split(" ");
      if (line.startsWith("net ")) {
        devpath = "/devices/virtual/net/" + words[2];
        int naming = switch (words[1]) {
          case "enum" -> 1;
          case "loopback" -> 2;
          case "renamed" -> 4;
          default -> 3;
        };
        device(devpath, words[1].equals("loopback") ? 1 : words[1].equals("bridge") ? 3 : 2, naming == 2 ? "772" : "1", naming);
        if (words[1].equals("bridge")) {
          Files.writeString(root.resolve("sys" + devpath + "/uevent"), "DEVTYPE=bridge\n");
        }
      } else if (line.startsWith("property ")) {
        String property = line.substring("property ".length());
        properties.put(property.substring(0, property.indexOf('=')), property.substring(property.indexOf('=') + 1));
      } else if (line.startsWith("file ")) {
        file = root.resolve(words[1]);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
      } else if (line.equals("  ->/dev/null")) {
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/null"));
      } else {
        Files.writeString(file, Files.readString(file, StandardCharsets.ISO_8859_1) + line.substring(2) + "\n", StandardCharsets.ISO_8859_1);
      }
    }
    database = id -> new DeviceRecord(List.of(), 0, 1, Map.copyOf(properties), Set.of(), Set.of(), false);
    properties.putAll(Map.of("SUBSYSTEM", "net", "IFINDEX", "2"));
    List<String> expected = new ArrayList<>(recorded.of252.stream().filter(line -> line.startsWith("  ID_NET_DRIVER=")).toList());
    expected.removeIf(line -> properties.containsKey("ID_NET_DRIVER"));
    expected.addAll(recorded.of257);
    // A property that is unset after it was imported is one entry, not two.
    expected.removeIf(line -> line.equals("  ID_OLD=1"));
    if (expected.remove("  ID_OLD=")) {
      expected.add(1, "  ID_OLD=");
    }
    assertEquals(expected.stream().map(String::strip).toList(), run(Action.ADD, devpath));
  }

  private static final String PATH = "/devices/pci0/net/veth0";

  @Test
  void run_notAdded_keepsItsNameAndFile() throws IOException {
    device(PATH, 2, "1", 1);
    link("10-a.link", "[Match]", "OriginalName=*", "[Link]", "Name=lan0");
    properties.putAll(Map.of("SUBSYSTEM", "net", "IFINDEX", "2"));
    Map<String, String> before = Map.of("ID_NET_NAME", "lan7", "ID_NET_LINK_FILE", "/x", "OTHER", "1");
    database = id -> id.equals("n2") ? new DeviceRecord(List.of(), 0, 1, before, Set.of(), Set.of(), false) : DeviceRecord.NONE;
    for (Action action : List.of(Action.CHANGE, Action.ONLINE, Action.UNBIND)) {
      assertEquals(List.of("ID_NET_LINK_FILE=/x", "ID_NET_NAME=veth0"), run(action, PATH));
    }
    for (Action action : List.of(Action.BIND, Action.MOVE)) {
      assertTrue(run(action, PATH).containsAll(List.of("ID_NET_LINK_FILE=/etc/systemd/network/10-a.link", "ID_NET_NAME=veth0")));
    }
  }

  @Test
  void run_policiesAreOffOnTheCommandLine_onlyNameCounts() throws IOException {
    device(PATH, 2, "1", 1);
    properties.put("ID_NET_NAME_PATH", "enp1s0");
    link("10-a.link", "[Match]", "OriginalName=*", "[Link]", "NamePolicy=path", "Name=lan0");
    assertTrue(run(Action.ADD, PATH).contains("ID_NET_NAME=enp1s0"));
    commandLine = "net.ifnames=0";
    assertTrue(run(Action.ADD, PATH).contains("ID_NET_NAME=lan0"));
  }

  @Test
  void run_settingsThatAreNotApplied_areToldOnce() throws IOException {
    device(PATH, 2, "1", 1);
    link("10-a.link", "[Match]", "OriginalName=*", "[Link]", "Name=lan0", "MTUBytes=1400", "WakeOnLan=magic", "[SR-IOV]", "VirtualFunction=0");
    run(Action.ADD, PATH);
    assertEquals(
        List.of(
            root + "/etc/systemd/network/10-a.link: not applied: MTUBytes= WakeOnLan= [SR-IOV];"
                + " have a program of a rule do it (ip link, ethtool)"),
        notices);
  }

  @Test
  void run_wrongFiles_areToldWithTheirLines() throws IOException {
    device(PATH, 2, "1", 1);
    link("10-a.link", "[Match]", "MACAddress=zz", "Nonsense=1", "[Link]", "Name=a/b");
    link("20-a.link", "[Match", "OriginalName=*");
    link("30-a.link", "[Match]", "OriginalName=*", "Firmware=uefi", "[Link]", "Name=lan3");
    assertEquals(List.of("ID_NET_DRIVER=veth"), run(Action.ADD, PATH));
    String told = String.join("\n", notices);
    for (String part :
        List.of(
            "10-a.link:2: MACAddress=zz is not understood", "10-a.link:3: Nonsense=1 is not understood", "10-a.link:5: 'a/b' cannot be",
            "10-a.link: left out: its [Match] section says nothing", "20-a.link:1: '[Match' begins a section", "30-a.link:3: Firmware= cannot")) {
      assertTrue(told.contains(part), () -> part + " is not in\n" + told);
    }
    assertEquals(6, notices.size(), told);
  }

  @Test
  void run_endlessOrBinaryFile_isLeftOut() throws IOException {
    device(PATH, 2, "1", 1);
    Path directory = Files.createDirectories(root.resolve("etc/systemd/network"));
    Files.write(directory.resolve("10-a.link"), new byte[SettingFile.LONGEST + 1]);
    byte[] bytes = new byte[4096];
    new Random(7).nextBytes(bytes);
    Files.write(directory.resolve("20-a.link"), bytes);
    link("30-a.link", "[Match]", "OriginalName=*", "[Link]", "Name=lan3");
    assertTrue(run(Action.ADD, PATH).contains("ID_NET_NAME=lan3"));
    assertTrue(notices.get(0).contains("longer than"), notices.toString());
  }

  @Test
  void run_machine_isAsked() throws IOException {
    device(PATH, 2, "1", 1);
    assertHolds(true, "Virtualization=vm", "Host=BO*", "KernelCommandLine=root", "KernelVersion=6.1.*");
    assertHolds(true, "Virtualization=yes", "KernelCommandLine=root=/dev/sda1", "KernelVersion=>= 6.1 <6.2", "Architecture=native");
    assertHolds(false, "Virtualization=container");
    assertHolds(false, "Virtualization=!kvm");
    assertHolds(false, "KernelCommandLine=root=/dev/sdb1");
    assertHolds(false, "KernelVersion=>6.1.0-18-amd64");
    assertHolds(true, "KernelVersion=>6.1.0-9");
    assertHolds(false, "Host=other", "OriginalName=*");
    assertHolds(true, "Host=other", "Host=", "OriginalName=*");
  }

  private void assertHolds(boolean expected, String... conditions) throws IOException {
    List<String> lines = new ArrayList<>(List.of("[Match]"));
    lines.addAll(List.of(conditions));
    lines.addAll(List.of("[Link]", "Name=lan0"));
    link("10-a.link", lines.toArray(String[]::new));
    assertEquals(expected, run(Action.ADD, PATH).contains("ID_NET_NAME=lan0"), () -> String.join(" ", conditions));
  }

  @Test
  void run_kernelCannotBeAsked_driverIsThatOfTheDeviceBelow() throws IOException {
    device(PATH, 2, "1", 1);
    Path below = root.resolve("sys/devices/pci0");
    Files.writeString(below.resolve("uevent"), "");
    Files.createSymbolicLink(below.resolve("driver"), Path.of("../../bus/pci/drivers/e1000e"));
    Call call = new Call(new Sysfs(root.resolve("sys")).device(PATH), Action.ADD, properties::get, List.of());
    assertEquals(Optional.of(Map.of("ID_NET_DRIVER", "e1000e")), new NetDriver(NetDevices.NOT_HERE).run(call));
    assertEquals(Optional.of(Map.of("ID_NET_DRIVER", "veth")), new NetDriver(VETH).run(call));
    device("/devices/virtual/net/lo", 1, "772", 2);
    Call loopback = new Call(new Sysfs(root.resolve("sys")).device("/devices/virtual/net/lo"), Action.ADD, properties::get, List.of());
    assertEquals(Optional.of(Map.of()), new NetDriver(VETH).run(loopback));
  }
}
