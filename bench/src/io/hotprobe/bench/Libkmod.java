package io.hotprobe.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The peer: the C program of {@code bench/alias/libkmod.c}, run over a corpus file. */
record Libkmod(Path program, Path moduleDirectory) {

  /** One answer: the modules in kmod's order, repeats kept; empty when there are none. */
  record Answer(String modalias, List<String> modules) {}

  List<Answer> answers(Path corpus) throws IOException, InterruptedException {
    List<Answer> answers = new ArrayList<>();
    for (String line : run(corpus, "print")) {
      int tab = line.indexOf('\t');
      String modules = line.substring(tab + 1);
      answers.add(new Answer(line.substring(0, tab), modules.isEmpty() ? List.of() : List.of(modules.split(","))));
    }
    return answers;
  }

  /** Nanoseconds per lookup, one number for each pass over the corpus. */
  List<Double> time(Path corpus, int passes, long expectedHits) throws IOException, InterruptedException {
    List<Double> nanos = new ArrayList<>();
    for (String line : run(corpus, "time", Integer.toString(passes))) {
      String[] words = line.split(" ");
      if (Long.parseLong(words[1]) != expectedHits) {
        throw new IllegalStateException("libkmod found " + words[1] + " hits instead of " + expectedHits + ": " + corpus);
      }
      nanos.add(Double.parseDouble(words[0]));
    }
    return nanos;
  }

  private List<String> run(Path corpus, String... mode) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString(), moduleDirectory.toString(), corpus.toString()));
    command.addAll(List.of(mode));
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": exit status " + process.exitValue());
    }
    return output.lines().toList();
  }
}
