package io.hotprobe.linux;

import io.hotprobe.module.Distrust;
import io.hotprobe.module.Trust;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which programs may be run, by the bytes of their paths. Safe for any thread. */
final class ProgramTrust {

  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private final Trust trust;

  ProgramTrust(Trust trust) {
    this.trust = trust;
  }

  /**
   * What is wrong with a program's file; empty when it may be run, or there is none. It is looked at again at every start.
   *
   * @param words the program's path first, one char a byte
   */
  Optional<Distrust> in(List<String> words) {
    boolean cannotBeRun = words.isEmpty() || words.get(0).indexOf('\0') >= 0;
    return trust == Trust.ALL || cannotBeRun ? Optional.empty() : in(words.get(0));
  }

  private Optional<Distrust> in(String path) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(path.getBytes(StandardCharsets.ISO_8859_1));
      return trust.in(Path.of(NAMES.newDecoder().decode(bytes).toString()).toAbsolutePath());
    } catch (CharacterCodingException | InvalidPathException odd) {
      return Optional.of(new Distrust(Path.of("/"), "leads to a name that this locale cannot spell", "start hotprobe with LC_ALL=C.UTF-8"));
    }
  }
}
