package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFactsTest {

  @TempDir Path root;

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Host host() {
    return HostFacts.of(root, root.resolve("sys"), AccountFiles.read(root.resolve("etc")));
  }

  private String virt() {
    return host().constants().get("virt");
  }

  @Test
  void of_aRoot_readsItsFiles() throws IOException {
    file("proc/cmdline", "quiet root=/dev/sda1\n");
    file("proc/sys/kernel/arch", "aarch64\n");
    file("etc/passwd", "tss:x:103:104::/:\n");
    Host host = host();
    assertEquals("quiet root=/dev/sda1", host.commandLine());
    assertEquals("arm64", host.constants().get("arch"));
    assertEquals(103, host.accounts().user("tss").getAsInt());
    assertEquals(root.resolve("usr/lib/udev"), host.programs());
    assertEquals(root.resolve("dev"), host.dev());
    assertEquals(root.resolve("proc/sys"), host.sysctl());
  }

  @Test
  void of_anEmptyRoot_knowsTheJavaMachinesArchitecture() {
    Host host = host();
    assertEquals(Architecture.named(System.getProperty("os.arch")), host.constants().get("arch"));
    assertEquals("none", host.constants().get("virt"));
    assertEquals("", host.commandLine());
  }

  @Test
  void named_machines_areAsSystemdNamesThem() {
    String[][] names = {
      {"x86_64", "x86-64"}, {"amd64", "x86-64"}, {"i686", "x86"}, {"aarch64", "arm64"}, {"aarch64_be", "arm64-be"}, {"armv7l", "arm"},
      {"armv5teb", "arm-be"}, {"ppc64le", "ppc64-le"}, {"ppc64", "ppc64"}, {"riscv64", "riscv64"}, {"s390x", "s390x"}, {"loongarch64", "loongarch64"}
    };
    for (String[] name : names) {
      assertEquals(name[1], Architecture.named(name[0]), name[0]);
    }
  }

  @Test
  void virt_containerHints_goBeforeTheMachine() throws IOException {
    file("sys/class/dmi/id/sys_vendor", "QEMU\n");
    assertEquals("qemu", virt());
    file(".dockerenv", "");
    assertEquals("docker", virt());
    file("run/systemd/container", "lxc\n");
    assertEquals("lxc", virt());
    file("run/host/container-manager", "systemd-nspawn");
    assertEquals("systemd-nspawn", virt());
  }

  @Test
  void virt_ofTheFirstProcess_isBelieved() throws IOException {
    file("proc/1/environ", "PATH=/bin\0container=lxc\0");
    assertEquals("lxc", virt());
  }

  @Test
  void virt_unknownContainer_isAnotherUnlessAFileTells() throws IOException {
    file("run/systemd/container", "oci\n");
    assertEquals("container-other", virt());
    file("run/.containerenv", "");
    assertEquals("podman", virt());
  }

  @Test
  void virt_release_tellsWsl() throws IOException {
    file("proc/sys/kernel/osrelease", "5.15.90.1-microsoft-standard-WSL2\n");
    assertEquals("wsl", virt());
  }

  @Test
  void virt_processorsAnswer_goesBeforeMostIdentities() throws IOException {
    file("sys/class/dmi/id/product_name", "Standard PC\n");
    file("sys/class/dmi/id/sys_vendor", "QEMU\n");
    Path cpuid = root.resolve("dev/cpu/0/cpuid");
    Files.createDirectories(cpuid.getParent());
    try (RandomAccessFile device = new RandomAccessFile(cpuid.toFile(), "rw")) {
      device.seek(0x40000000L);
      device.write("\1\0\0\100KVMKVMKVM\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
    }
    assertEquals("kvm", virt());
    file("sys/class/dmi/id/sys_vendor", "innotek GmbH\n");
    assertEquals("oracle", virt());
  }

  @Test
  void virt_withoutTheProcessorsAnswer_clocksTell() throws IOException {
    file("sys/devices/system/clocksource/clocksource0/available_clocksource", "tsc kvm-clock acpi_pm\n");
    assertEquals("kvm", virt());
  }

  @Test
  void virt_otherHints_areRead() throws IOException {
    file("proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu hypervisor lm\n");
    assertEquals("vm-other", virt());
    file("sys/hypervisor/type", "xen\n");
    assertEquals("xen", virt());
    file("proc/cpuinfo", "processor\t: 0\nvendor_id\t: User Mode Linux\n");
    assertEquals("uml", virt());
  }

  @Test
  void virt_deviceTree_tellsTheHypervisor() throws IOException {
    file("proc/device-tree/compatible", "qemu,pseries\0");
    assertEquals("qemu", virt());
    file("proc/device-tree/hypervisor/compatible", "xen,xen-4.11\0xen,xen\0");
    assertEquals("xen", virt());
    file("proc/device-tree/hypervisor/compatible", "linux,kvm\0");
    assertEquals("kvm", virt());
  }
}
