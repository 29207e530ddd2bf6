package io.hotprobe.rules.language;

import io.hotprobe.sysfs.DeviceId;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A case as files: {@code rules}, {@code data}, {@code programs}, {@code sysctl}, {@code cmdline}; and the uevent of its device. */
final class CaseFiles {

  private CaseFiles() {}

  static void write(RuleCase one, Path place) throws IOException {
    writeAll(one.rules(), place.resolve("rules"));
    writeAll(one.data(), place.resolve("data"));
    writeAll(one.programs(), place.resolve("programs"));
    writeAll(one.sysctl(), place.resolve("sysctl"));
    for (String name : one.programs().keySet()) {
      place.resolve("programs").resolve(name).toFile().setExecutable(true);
    }
    for (String masked : one.masked()) {
      Path link = place.resolve("rules").resolve(masked);
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, Path.of("/dev/null"));
    }
    writeAll(Map.of("cmdline", one.commandLine() + "\n"), place);
  }

  /** Takes away the links that lead out of the directory, which those who clean up after us would warn of. */
  static void unmask(RuleCase one, Path place) throws IOException {
    for (String masked : one.masked()) {
      Files.delete(place.resolve("rules").resolve(masked));
    }
  }

  private static void writeAll(Map<String, String> texts, Path directory) throws IOException {
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Path file = directory.resolve(text.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, text.getValue(), StandardCharsets.ISO_8859_1);
    }
  }

  /** The {@code uevent} file of the device, with what the case adds. */
  static String uevent(RuleCase one, Path sys) throws IOException {
    Path file = sys.resolve(one.device().substring(1)).resolve("uevent");
    StringBuilder text = new StringBuilder(Files.readString(file, StandardCharsets.ISO_8859_1));
    one.uevent().forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /** The properties of the event as the kernel gives them, without those that every event has. */
  static Map<String, String> kernel(RuleCase one, Path sys) throws IOException {
    return properties(uevent(one, sys));
  }

  static Map<String, String> properties(String uevent) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String line : uevent.split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        properties.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return properties;
  }

  /** What the database files the device under. */
  static String id(RuleCase one, Path sys) {
    return DeviceId.of(new Sysfs(sys).device(one.device()));
  }
}
