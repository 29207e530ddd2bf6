package io.hotprobe.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name as it is asked for, and the other forms under which a modules.conf, written for kernel 2.4, or a module of today may know it.
 *
 * <pre>
 *   char-major-4-64   char-major-4          the kernel now adds the minor number
 *   char-major-4      char-major-4-0        so do the aliases of today's modules
 *   fs-msdos          msdos                 the kernel now says that it wants a file system
 *   netdev-ppp0       ppp0                  or a network device
 *   msdos             fs-msdos              of a name that nothing else answers to
 * </pre>
 *
 * <p>Protocols ({@code net-pf-10}), line disciplines and compressors are asked for as they were.
 *
 * @param text with dashes folded
 */
public record AskedName(String text) {

  private static final Pattern DEVICE = Pattern.compile("((?:char|block)_major_[0-9]+)(_[0-9]+)?");
  private static final Pattern PREFIXED = Pattern.compile("(fs|netdev)_(.+)", Pattern.DOTALL);

  /**
   * What modutils took these names for when nothing was configured, as far as such modules exist today and do not say it themselves.
   * Names that stood for nothing ({@code net-pf-10}, {@code eth0}) are left out: today's modules claim them.
   */
  private static final Map<String, String> CUSTOMARY =
      Map.ofEntries(
          Map.entry("block_major_1", "brd"),
          Map.entry("block_major_2", "floppy"),
          Map.entry("block_major_7", "loop"),
          Map.entry("block_major_8", "sd_mod"),
          Map.entry("block_major_9", "md_mod"),
          Map.entry("block_major_11", "sr_mod"),
          Map.entry("block_major_44", "ftl"),
          Map.entry("block_major_93", "nftl"),
          Map.entry("char_major_4", "8250"),
          Map.entry("char_major_5", "8250"),
          Map.entry("char_major_6", "lp"),
          Map.entry("char_major_9", "st"),
          Map.entry("char_major_10_144", "nvram"),
          Map.entry("char_major_10_175", "agpgart"),
          Map.entry("char_major_10_184", "microcode"),
          Map.entry("char_major_14", "soundcore"),
          Map.entry("char_major_21", "sg"),
          Map.entry("char_major_99", "ppdev"),
          Map.entry("char_major_108", "ppp_generic"),
          Map.entry("dos", "msdos"),
          Map.entry("dummy0", "dummy"),
          Map.entry("dummy1", "dummy"),
          Map.entry("iso9660", "isofs"),
          Map.entry("md_personality_1", "linear"),
          Map.entry("md_personality_2", "raid0"),
          Map.entry("md_personality_3", "raid1"),
          Map.entry("md_personality_4", "raid456"),
          Map.entry("net_pf_1", "unix"),
          Map.entry("net_pf_5", "appletalk"),
          Map.entry("net_pf_17", "af_packet"),
          Map.entry("plip0", "plip"),
          Map.entry("plip1", "plip"),
          Map.entry("tunl0", "ipip"),
          Map.entry("ppp0", "ppp_generic"),
          Map.entry("ppp1", "ppp_generic"),
          Map.entry("slip0", "slip"),
          Map.entry("slip1", "slip"),
          Map.entry("tty_ldisc_1", "slip"),
          Map.entry("tty_ldisc_3", "ppp_async"),
          Map.entry("tty_ldisc_14", "ppp_synctty"),
          Map.entry("ppp_compress_18", "ppp_mppe"),
          Map.entry("ppp_compress_21", "bsd_comp"),
          Map.entry("ppp_compress_24", "ppp_deflate"),
          Map.entry("ppp_compress_26", "ppp_deflate"),
          Map.entry("parport_lowlevel", "parport_pc"),
          Map.entry("usbdevfs", "usbcore"));

  /** The forms to ask for, one after the other, itself first. */
  public List<String> forms() {
    Set<String> forms = new LinkedHashSet<>();
    forms.add(text);
    Matcher device = DEVICE.matcher(text);
    Matcher prefixed = PREFIXED.matcher(text);
    if (device.matches()) {
      forms.add(device.group(2) == null ? text + "_0" : device.group(1));
    } else if (prefixed.matches()) {
      forms.add(prefixed.group(2));
    } else {
      forms.add("fs_" + text);
    }
    return new ArrayList<>(forms);
  }

  /** The module that was customary for the first of the forms that has one; empty when none has. */
  public Optional<String> customaryModule() {
    return forms().stream().map(CUSTOMARY::get).filter(module -> module != null).findFirst();
  }
}
