package io.hotprobe.module;

import io.hotprobe.module.Modules.Check;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A module's image without the marks by which the kernel would refuse it: for {@code init_module}, which takes no flags. Source of the
 * marks: kernel/module/main.c, {@code check_modinfo} and {@code find_sec}, which looks at allocated sections only.
 */
public final class UncheckedImage {

  private static final byte[] VERMAGIC = "vermagic=".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte SHF_ALLOC = 2;

  private final byte[] bytes;
  private final ElfImage image;

  private UncheckedImage(byte[] bytes, Path path) throws MalformedModuleException {
    this.bytes = bytes;
    image = new ElfImage(ImageBytes.of(bytes), path);
  }

  /**
   * Takes the marks of {@code ignored} checks out of an unpacked module, in place; one that it has not is no error.
   *
   * @param path for messages
   * @throws MalformedModuleException if it is no ELF file or cut short
   */
  public static void strip(byte[] bytes, Path path, Set<Check> ignored) throws MalformedModuleException {
    if (ignored.isEmpty()) {
      return;
    }
    UncheckedImage unchecked = new UncheckedImage(bytes, path);
    if (ignored.contains(Check.VERMAGIC)) {
      unchecked.stripVermagic();
    }
    if (ignored.contains(Check.MODVERSIONS)) {
      unchecked.hideVersions();
    }
  }

  /** Zeroes every text {@code vermagic=...} of {@code .modinfo}. */
  private void stripVermagic() throws MalformedModuleException {
    Optional<ElfImage.Section> modinfo = image.find(".modinfo");
    if (modinfo.isEmpty()) {
      return;
    }
    image.requireContent(modinfo.get());
    int limit = (int) (modinfo.get().offset() + modinfo.get().size());
    int end;
    for (int from = (int) modinfo.get().offset(); from < limit; from = end + 1) {
      end = from;
      while (end < limit && bytes[end] != 0) {
        end++;
      }
      if (Arrays.mismatch(bytes, from, end, VERMAGIC, 0, VERMAGIC.length) == VERMAGIC.length) {
        Arrays.fill(bytes, from, end, (byte) 0);
      }
    }
  }

  /** Clears the flag by which the kernel finds {@code __versions}. */
  private void hideVersions() {
    image.find("__versions").ifPresent(section -> bytes[image.lowFlags(section)] &= ~SHF_ALLOC);
  }
}
