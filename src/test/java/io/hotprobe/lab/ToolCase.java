package io.hotprobe.lab;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command line that is run with kmod's tools and with hotprobe's, from the same state of the guest.
 *
 * @param prepare what kmod's tools and the shell do first
 * @param command what is compared
 * @param deviation why hotprobe answers otherwise; empty where it must answer the same
 */
record ToolCase(String prepare, String command, Optional<String> deviation) {
  /** A module that needs three others, one on top of the other. */
  static final String STACK = "/usr/sbin/modprobe br_netfilter";

  private static final String DISK = "/usr/sbin/modprobe brd rd_size=8192";

  /** Of each tool some; each start of Java takes seconds. */
  static final List<ToolCase> ALL = List.of(
      after(STACK + "; /usr/sbin/modprobe scsi_debug add_host=0", "$T/lsmod"),
      after(STACK, "$T/rmmod llc bridge nosuch dummy zswap"),
      after("/usr/sbin/modprobe brd", "$T/insmod $D/drivers/block/brd.ko"),
      same("$T/insmod /etc/passwd"),
      same("$T/insmod $D/net/bridge/bridge.ko"),
      same("$T/insmod $D/drivers/net/dummy.ko numdummies=x"),
      after("/usr/sbin/modprobe scsi_mod; /usr/sbin/modprobe crc_t10dif", "$T/insmod $D/drivers/scsi/scsi_debug.ko add_host=0 "
          + "'inq_product=\"a b\"'; cat /sys/module/scsi_debug/parameters/inq_product"),
      after("sed 's/-amd64 SMP/-amd65 SMP/' $D/drivers/block/brd.ko > brd.ko",
          "$T/insmod brd.ko; echo $?; $T/insmod -f brd.ko"),
      same("$T/modprobe -v br_netfilter"),
      same("$T/modprobe -v ext4"),
      same("$T/modprobe -a -v brd nosuch dummy"),
      same("$T/modprobe -v pci:v00008086d000010D3sv00008086sd0000A01Fbc02sc00i00"),
      same("$T/modprobe -f -v dummy; grep -o F /proc/modules"),
      same("$T/modprobe -v zswap; echo $?; $T/modprobe -v --first-time zswap"),
      after(STACK, "$T/modprobe -v --first-time bridge"),
      same("$T/modprobe --show-depends mpls_iptunnel"),
      same("$T/modprobe -c | md5sum"),
      after("/usr/sbin/modprobe ext4", "$T/modprobe -r -v ext4"),
      after("/usr/sbin/modprobe r8169", "$T/modprobe -r -v r8169"),
      after(STACK, "$T/modprobe -r -v llc"),
      same("$T/modprobe -r -v --first-time bridge"),
      after("echo 'install dummy echo $MODPROBE_MODULE [$CMDLINE_OPTS] [$MODPROBE_OPTIONS] > said' > /etc/modprobe.d/a.conf",
          "$T/modprobe -v dummy numdummies=2; cat said"),
      after("echo 'blacklist e1000e' > /etc/modprobe.d/a.conf",
          "$T/modprobe -v pci:v00008086d000010D3sv00008086sd0000A01Fbc02sc00i00; echo $?; $T/modprobe -v -b e1000e"),
      after(STACK, "$T/modinfo bridge zswap nosuch"),
      same("$T/kmod static-nodes -f tmpfiles"));

  /** By the module that the kernel asks for: what makes it ask, with the tools' modprobe as its own. */
  static final Map<String, ToolCase> KERNEL_REQUESTS = new TreeMap<>(Map.of(
      "brd", request("head -c 0 disk", "mknod disk b 1 0"),
      "tun", request("head -c 0 tunnel", "mknod tunnel c 10 200"),
      "ext4", request("mount -t ext2 /dev/ram0 /mnt && umount /mnt", DISK, "mke2fs -F /dev/ram0"),
      "vfat", request("mount -t vfat /dev/ram0 /mnt && umount /mnt", DISK, "mkdosfs /dev/ram0"),
      "can_raw", request("opensocket 29 3 1"),
      "l2tp_ip", request("opensocket 2 2 115"),
      "appletalk", request("opensocket 5 2 0"),
      "bridge", request("ip link add lab type bridge && ip link del lab")));

  private static ToolCase request(String command, String... prepare) {
    String ask = "echo $T/modprobe > /proc/sys/kernel/modprobe";
    return after(Stream.concat(Stream.of(ask), Stream.of(prepare)).collect(Collectors.joining("; ")), command);
  }

  static ToolCase same(String command) {
    return new ToolCase("", command, Optional.empty());
  }

  private static ToolCase after(String prepare, String command) {
    return new ToolCase(prepare, command, Optional.empty());
  }

  static ToolCase otherwise(String prepare, String command, String deviation) {
    return new ToolCase(prepare, command, Optional.of(deviation));
  }
}
