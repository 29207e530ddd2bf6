package io.hotprobe.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Modaliases to look up: made from the patterns of a real tree, or drawn at random in the form the kernel gives them. The same
 * arguments always give the same lines.
 */
public final class Corpus {

  private static final long CONCRETE_SEED = 20_260_101;
  private static final String HEX = "0123456789ABCDEF";
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
  private static final int LONGEST_FILL = 8;

  /** Vendors with many entries in the tables: the ids that are hard to tell from known ones. */
  private static final int[] PCI_VENDORS = {0x8086, 0x1022, 0x10de, 0x14e4, 0x1002, 0x10ec, 0x1af4, 0x1000, 0x9005, 0x1077};

  private static final int[] USB_VENDORS = {0x046d, 0x0bda, 0x05ac, 0x12d1, 0x0b05, 0x04b8, 0x0403, 0x1d6b, 0x04e8, 0x2357};

  private Corpus() {}

  /** One modalias for each alias of a {@code modules.alias} file, in its order: each wildcard replaced by a text that fits. */
  public static List<String> concrete(Path modulesAlias) throws IOException {
    SplittableRandom random = new SplittableRandom(CONCRETE_SEED);
    List<String> corpus = new ArrayList<>();
    for (String line : Files.readAllLines(modulesAlias, StandardCharsets.ISO_8859_1)) {
      if (line.startsWith("alias ")) {
        corpus.add(instance(line.split(" ")[1], random));
      }
    }
    return corpus;
  }

  /**
   * Pci and usb ids, half of each, every field filled. Half of the vendors are common ones. A few match a pattern that names
   * only a device class.
   */
  public static List<String> random(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> corpus = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      corpus.add(i % 2 == 0 ? pci(random) : usb(random));
    }
    return corpus;
  }

  private static String instance(String pattern, SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> text.append(fill(random));
        case '?' -> text.append(HEX.charAt(random.nextInt(HEX.length())));
        case '[' -> {
          int close = pattern.indexOf(']', i + 2);
          text.append(member(pattern.substring(i + 1, close), random));
          i = close;
        }
        default -> text.append(c);
      }
    }
    return text.toString();
  }

  /** What a {@code *} stands for: nothing, hex digits or letters, equally often. */
  private static String fill(SplittableRandom random) {
    int kind = random.nextInt(3);
    if (kind == 0) {
      return "";
    }
    String alphabet = kind == 1 ? HEX : LETTERS;
    StringBuilder text = new StringBuilder();
    for (int left = 1 + random.nextInt(LONGEST_FILL); left > 0; left--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  /** A member of a set such as {@code 0-24A-F}; depmod's patterns hold neither negation nor named classes. */
  private static char member(String set, SplittableRandom random) {
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < set.length(); i++) {
      boolean range = i + 2 < set.length() && set.charAt(i + 1) == '-';
      char last = set.charAt(range ? i + 2 : i);
      for (char c = set.charAt(i); c <= last; c++) {
        members.append(c);
      }
      i += range ? 2 : 0;
    }
    return members.charAt(random.nextInt(members.length()));
  }

  private static String pci(SplittableRandom random) {
    return String.format(
        "pci:v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X",
        vendor(PCI_VENDORS, random),
        word(random),
        word(random),
        word(random),
        random.nextInt(0x13),
        random.nextInt(0x08),
        random.nextInt(4));
  }

  private static String usb(SplittableRandom random) {
    return String.format(
        "usb:v%04Xp%04Xd%04Xdc%02Xdsc%02Xdp%02Xic%02Xisc%02Xip%02Xin00",
        vendor(USB_VENDORS, random),
        word(random),
        word(random),
        random.nextInt(0x10),
        random.nextInt(4),
        random.nextInt(4),
        random.nextInt(0x100),
        random.nextInt(0x10),
        random.nextInt(0x100));
  }

  private static int vendor(int[] common, SplittableRandom random) {
    return random.nextBoolean() ? common[random.nextInt(common.length)] : word(random);
  }

  private static int word(SplittableRandom random) {
    return random.nextInt(0x10000);
  }

  /**
   * Writes a corpus to standard output, one modalias a line.
   *
   * @param args {@code concrete FILE} or {@code random N SEED}
   */
  public static void main(String[] args) throws IOException {
    List<String> corpus =
        args[0].equals("concrete") ? concrete(Path.of(args[1])) : random(Integer.parseInt(args[1]), Long.parseLong(args[2]));
    System.out.write((String.join("\n", corpus) + "\n").getBytes(StandardCharsets.ISO_8859_1));
    System.out.flush();
  }
}
