package io.hotprobe.rules;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a machine runs in, for {@code CONST{virt}}: a container before a virtual machine, as files tell it.
 *
 * <p>Source: the names and what they go by are in {@code man 1 systemd-detect-virt} and {@code src/basic/virt.c} of systemd 257. Without
 * the module {@code cpuid}, or without rights to it, clock sources stand in for the processor's answer.
 */
final class Virtualization {

  static final String NONE = "none";
  private static final String OTHER_CONTAINER = "container-other";
  private static final String OTHER_MACHINE = "vm-other";

  private static final Set<String> CONTAINERS =
      Set.of("systemd-nspawn", "lxc-libvirt", "lxc", "openvz", "docker", "podman", "rkt", "wsl", "proot", "pouch");

  /** How the values of the identity files begin. */
  private static final Map<String, String> VENDORS = new LinkedHashMap<>();

  /** What the processor answers at leaf 0x40000000. */
  private static final Map<String, String> SIGNATURES =
      Map.ofEntries(
          Map.entry("XenVMMXenVMM", "xen"), Map.entry("KVMKVMKVM", "kvm"), Map.entry("Linux KVM Hv", "kvm"),
          Map.entry("TCGTCGTCGTCG", "qemu"), Map.entry("VMwareVMware", "vmware"), Map.entry("Microsoft Hv", "microsoft"),
          Map.entry("bhyve bhyve ", "bhyve"), Map.entry("QNXQVMBSQG", "qnx"), Map.entry("ACRNACRNACRN", "acrn"),
          Map.entry("SRESRESRESRE", "sre"), Map.entry("Apple VZ", "apple"));

  /** Whose identity files are believed before the processor. */
  private static final Set<String> BEFORE_PROCESSOR = Set.of("oracle", "xen", "amazon", "parallels", "google");

  private static final long SIGNATURE_LEAF = 0x40000000L;
  private static final int REGISTERS = 16;
  private static final int SIGNATURE_FROM = 4;

  static {
    VENDORS.put("KVM", "kvm");
    VENDORS.put("OpenStack", "kvm");
    VENDORS.put("KubeVirt", "kvm");
    VENDORS.put("Amazon EC2", "amazon");
    VENDORS.put("QEMU", "qemu");
    VENDORS.put("VMware", "vmware");
    VENDORS.put("VMW", "vmware");
    VENDORS.put("innotek GmbH", "oracle");
    VENDORS.put("VirtualBox", "oracle");
    VENDORS.put("Oracle Corporation", "oracle");
    VENDORS.put("Xen", "xen");
    VENDORS.put("Bochs", "bochs");
    VENDORS.put("Parallels", "parallels");
    VENDORS.put("BHYVE", "bhyve");
    VENDORS.put("Hyper-V", "microsoft");
    VENDORS.put("Apple Virtualization", "apple");
    VENDORS.put("Google Compute Engine", "google");
  }

  private final Path root;
  private final Path sysfs;

  Virtualization(Path root, Path sysfs) {
    this.root = root;
    this.sysfs = sysfs;
  }

  /** The name; {@code none} when nothing hints at any. */
  String name() {
    return container().or(this::machine).orElse(NONE);
  }

  private Optional<String> container() {
    if (exists("proc/vz") && !exists("proc/bc")) {
      return Optional.of("openvz");
    }
    String release = text("proc/sys/kernel/osrelease");
    if (release.contains("Microsoft") || release.contains("WSL")) {
      return Optional.of("wsl");
    }
    for (String said : List.of(firstLine("run/host/container-manager"), firstLine("run/systemd/container"), ofFirstProcess())) {
      if (!said.isEmpty()) {
        return Optional.of(CONTAINERS.contains(said) ? said : byFiles().orElse(OTHER_CONTAINER));
      }
    }
    return byFiles();
  }

  private Optional<String> byFiles() {
    if (exists("run/.containerenv")) {
      return Optional.of("podman");
    }
    return exists(".dockerenv") ? Optional.of("docker") : Optional.empty();
  }

  private String ofFirstProcess() {
    for (String variable : text("proc/1/environ").split("\0")) {
      if (variable.startsWith("container=")) {
        return variable.substring("container=".length());
      }
    }
    return "";
  }

  private Optional<String> machine() {
    Optional<String> identity = byIdentity();
    if (identity.isPresent() && BEFORE_PROCESSOR.contains(identity.get())) {
      return identity;
    }
    String processor = text("proc/cpuinfo");
    if (processor.contains("\nvendor_id\t: User Mode Linux")) {
      return Optional.of("uml");
    }
    if (exists("proc/xen") && !text("proc/xen/capabilities").contains("control_d")) {
      return Optional.of("xen");
    }
    return bySignature()
        .or(() -> identity)
        .or(this::byHypervisor)
        .or(this::byDeviceTree)
        .or(this::byClock)
        .or(() -> hasHypervisorFlag(processor) ? Optional.of(OTHER_MACHINE) : Optional.empty());
  }

  private Optional<String> byIdentity() {
    for (String file : List.of("product_name", "sys_vendor", "board_vendor", "bios_vendor", "product_version")) {
      String value = HostFacts.text(sysfs.resolve("class/dmi/id").resolve(file)).strip();
      for (Map.Entry<String, String> vendor : VENDORS.entrySet()) {
        if (value.startsWith(vendor.getKey())) {
          return Optional.of(vendor.getValue());
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> bySignature() {
    ByteBuffer registers = ByteBuffer.allocate(REGISTERS);
    try (FileChannel channel = FileChannel.open(root.resolve("dev/cpu/0/cpuid"))) {
      channel.read(registers, SIGNATURE_LEAF);
    } catch (IOException | RuntimeException noAnswer) {
      return Optional.empty();
    }
    String signature = new String(registers.array(), SIGNATURE_FROM, REGISTERS - SIGNATURE_FROM, StandardCharsets.ISO_8859_1);
    int nul = signature.indexOf('\0');
    return Optional.ofNullable(SIGNATURES.get(nul < 0 ? signature : signature.substring(0, nul)));
  }

  private Optional<String> byHypervisor() {
    String type = HostFacts.text(sysfs.resolve("hypervisor/type")).strip();
    return type.isEmpty() ? Optional.empty() : Optional.of(type.equals("xen") ? "xen" : OTHER_MACHINE);
  }

  private Optional<String> byDeviceTree() {
    String hypervisor = text("proc/device-tree/hypervisor/compatible");
    if (hypervisor.startsWith("linux,kvm")) {
      return Optional.of("kvm");
    }
    if (!hypervisor.isEmpty()) {
      return Optional.of(hypervisor.contains("xen") ? "xen" : hypervisor.contains("vmware") ? "vmware" : OTHER_MACHINE);
    }
    if (exists("proc/device-tree/fw-cfg") || text("proc/device-tree/compatible").startsWith("qemu,pseries")) {
      return Optional.of("qemu");
    }
    String control = text("proc/sysinfo");
    int at = control.indexOf("VM00 Control Program:");
    return at < 0 ? Optional.empty() : Optional.of(control.startsWith("z/VM", skipBlanks(control, at)) ? "zvm" : "kvm");
  }

  private static int skipBlanks(String control, int at) {
    int value = at + "VM00 Control Program:".length();
    while (value < control.length() && control.charAt(value) == ' ') {
      value++;
    }
    return value;
  }

  private Optional<String> byClock() {
    String clocks = HostFacts.text(sysfs.resolve("devices/system/clocksource/clocksource0/available_clocksource"));
    if (clocks.contains("kvm-clock")) {
      return Optional.of("kvm");
    }
    return clocks.contains("hyperv") ? Optional.of("microsoft") : Optional.empty();
  }

  private static boolean hasHypervisorFlag(String processor) {
    return processor.lines().anyMatch(line -> line.startsWith("flags") && line.contains(" hypervisor"));
  }

  private boolean exists(String file) {
    return Files.exists(root.resolve(file));
  }

  private String firstLine(String file) {
    return text(file).lines().findFirst().orElse("").strip();
  }

  private String text(String file) {
    return HostFacts.text(root.resolve(file));
  }
}
