package io.hotprobe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.OwnTrust;
import io.hotprobe.module.Stamp;
import io.hotprobe.module.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedConfigTest {

  @TempDir private Path temporary;
  private Path root;
  private Path strong;
  private Path weak;
  private Trust trust;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void makeDirectories() throws IOException {
    root = temporary.toRealPath();
    strong = Files.createDirectories(root.resolve("etc/modprobe.d"));
    weak = Files.createDirectories(root.resolve("lib/modprobe.d"));
    Files.writeString(weak.resolve("a.conf"), "blacklist weak\n");
    Files.writeString(strong.resolve("a.conf"), "blacklist strong\n");
    Files.writeString(strong.resolve("b.conf"), "blacklist other\n");
    for (Path each : List.of(root.resolve("etc"), root.resolve("lib"), strong, weak)) {
      mode(each, "rwxr-xr-x");
    }
    for (Path each : List.of(weak.resolve("a.conf"), strong.resolve("a.conf"), strong.resolve("b.conf"))) {
      mode(each, "rw-r--r--");
    }
    trust = OwnTrust.asOwnerOf(strong);
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private ConfigSources sources() {
    return ConfigSources.defaults(root).withTrust(trust);
  }

  private String blacklisted() throws IOException {
    List<String> names = new ArrayList<>();
    ModprobeConfig.read(sources(), this::tell).blacklists().forEach(line -> names.add(line.module()));
    return String.join(" ", names);
  }

  private void tell(Diagnostic diagnostic) {
    told.add(diagnostic.toString());
  }

  @Test
  void files_ofRootAlone_areRead() throws IOException {
    assertEquals("strong other", blacklisted());
    assertEquals(List.of(), told);
  }

  @Test
  void file_thatOthersMayWrite_isNotReadButHides() throws IOException {
    Path file = strong.resolve("a.conf");
    mode(file, "rw-rw-rw-");
    assertEquals("other", blacklisted());
    assertEquals(List.of(file + ": is not trusted: it can be written by everybody, so it is not read; chmod go-w " + file), told);
  }

  @Test
  void directory_thatOthersMayWrite_holdsNothingAndIsToldOnce() throws IOException {
    mode(strong, "rwxrwxrwx");
    assertEquals("weak", blacklisted());
    assertEquals(
        List.of(strong + ": is not trusted: it can be written by everybody, so nothing in it is read; chmod go-w " + strong), told);
  }

  @Test
  void files_onceMended_makeAnotherStamp() throws IOException {
    Path file = strong.resolve("a.conf");
    mode(file, "rw-rw-rw-");
    Stamp before = Stamp.of(ModprobeConfig.read(sources(), this::tell).watched());
    mode(file, "rw-r--r--");
    assertEquals(false, before.equals(before.again()));
  }

  @Test
  void modulesConf_thatOthersMayWrite_isRefusedWhole() throws IOException {
    for (Path each : List.of(weak.resolve("a.conf"), strong.resolve("a.conf"), strong.resolve("b.conf"))) {
      Files.delete(each);
    }
    Path old = Files.writeString(root.resolve("etc/modules.conf"), "alias eth0 e1000\n");
    mode(old, "rw-rw-rw-");
    InvalidConfigException refused = assertThrows(InvalidConfigException.class, this::blacklisted);
    assertEquals(old + ": is not trusted: it can be written by everybody; chmod go-w " + old, refused.getMessage());
  }

  @Test
  void modulesConf_includingWhatOthersMayWrite_isRefusedWithTheLine() throws IOException {
    for (Path each : List.of(weak.resolve("a.conf"), strong.resolve("a.conf"), strong.resolve("b.conf"))) {
      Files.delete(each);
    }
    Path included = Files.writeString(root.resolve("etc/more.conf"), "alias eth1 e1000\n");
    Path old = Files.writeString(root.resolve("etc/modules.conf"), "alias eth0 e1000\ninclude " + included + "\n");
    mode(included, "rw-rw-rw-");
    mode(old, "rw-r--r--");
    InvalidConfigException refused = assertThrows(InvalidConfigException.class, this::blacklisted);
    assertEquals(
        old + ":2: " + included + " is not trusted: it can be written by everybody; chmod go-w " + included, refused.getMessage());
  }

  @Test
  void configText_followsTheSameFiles() throws IOException {
    mode(strong.resolve("b.conf"), "rw-rw-rw-");
    List<ConfigText.Line> lines = ConfigText.read(List.of(strong), trust, this::tell);
    assertEquals(List.of("blacklist strong"), lines.stream().map(ConfigText.Line::text).toList());
    assertEquals(1, told.size());
    assertEquals(2, ConfigText.read(List.of(strong), this::tell).size());
  }
}
