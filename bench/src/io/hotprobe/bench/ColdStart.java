package io.hotprobe.bench;

import io.hotprobe.modalias.AliasIndex;
import io.hotprobe.module.BinaryIndex;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/** Starts {@link ColdIndex} again and again and takes the medians. */
final class ColdStart {

  private final List<String> java;
  private final List<String> arguments;

  /** Milliseconds until the index answers, medians. */
  record Reading(double fromExec, double fromMain) {}

  ColdStart(Path jar, Path moduleDirectory, String modalias, List<String> options) {
    java = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    java.addAll(options);
    java.addAll(List.of("-cp", jar.toString(), ColdIndex.class.getName()));
    arguments = List.of(moduleDirectory.toString(), modalias);
  }

  /** Packs what {@link ColdIndex} needs: a class-data archive takes classes from jars only. */
  static Path jar(Path file) throws IOException {
    Path classes = origin(AliasIndex.class);
    String cold = ColdIndex.class.getName().replace('.', '/') + ".class";
    List<String> arguments = new ArrayList<>(List.of("--create", "--file", file.toString()));
    for (Class<?> member : List.of(AliasIndex.class, BinaryIndex.class)) {
      arguments.addAll(List.of("-C", classes.toString(), member.getPackageName().replace('.', '/')));
    }
    arguments.addAll(List.of("-C", origin(ColdIndex.class).toString(), cold));
    int status = ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, arguments.toArray(new String[0]));
    if (status != 0) {
      throw new IOException("jar failed, status " + status);
    }
    return file;
  }

  private static Path origin(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  Reading median(int runs) throws IOException, InterruptedException {
    List<Double> fromExec = new ArrayList<>();
    List<Double> fromMain = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      String[] words = run().split(" ");
      fromExec.add(Double.parseDouble(words[0]) / 1000);
      fromMain.add(Double.parseDouble(words[1]) / 1000);
    }
    return new Reading(Median.of(fromExec), Median.of(fromMain));
  }

  /** Runs it once; returns what it printed. */
  String run() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of(arguments.get(0), Long.toString(ColdIndex.micros()), arguments.get(1)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
    return output;
  }
}
