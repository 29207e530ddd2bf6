package io.hotprobe.journal;

import io.hotprobe.module.FileFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps a record of what was handled in {@link HistoryFile}, on a thread of its own, and passes everything on to another journal. What
 * finds no room in the queue or in the file is counted, and the count is recorded as soon as that is possible; that the file cannot be
 * written is told once, until it can be again.
 *
 * <p>Safe for any thread; never blocks those who tell it.
 */
public final class History extends PassingJournal implements AutoCloseable {

  /** Records that may wait to be written. */
  public static final int WAITING = 4096;

  /** Records that are written by one call; at their longest they fill half of the file. */
  private static final int BATCH = 32;

  /** How long {@link #close} waits for the last ones, in milliseconds. */
  private static final long CLOSE_MILLIS = 1_000;

  /** Told apart by identity: nothing that is recorded is it. */
  private static final Entry END = () -> null;

  private final HistoryFile file;
  private final BlockingQueue<Entry> entries = new ArrayBlockingQueue<>(WAITING);
  private final AtomicLong missing = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean told;

  /** What becomes a record on the writer's thread. */
  private interface Entry {
    HistoryRecord record();
  }

  /** Something to be done when all before it is written; no record. */
  private record Then(Runnable action) implements Entry {
    @Override
    public HistoryRecord record() {
      return null;
    }
  }

  /**
   * A history before another journal, with its thread.
   *
   * @param directory hotprobe's below {@code /run}; made when there is something to write
   */
  public History(Journal next, Path directory) {
    this(next, new HistoryFile(directory, HistoryFile.LIMIT));
  }

  History(Journal next, HistoryFile file) {
    super(next);
    this.file = file;
    Thread thread = new Thread(this::write, "hotprobe-history");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void handled(Handled handled) {
    next.handled(handled);
    if (HistoryRecord.isWorthIt(handled)) {
      Instant when = Instant.now();
      offer(() -> HistoryRecord.of(handled, when));
    }
  }

  /** Done on the writer's thread when what stands before it has been written, or could not be. */
  @Override
  public void onceKept(Runnable then) {
    boolean willBe = !ended() && entries.offer(new Then(then));
    if (!willBe) {
      then.run();
    }
  }

  /** What is less than {@code INFO} is only passed on. */
  @Override
  public void notice(Level level, String text) {
    next.notice(level, text);
    if (level.compareTo(Level.INFO) >= 0) {
      Instant when = Instant.now();
      offer(() -> new HistoryRecord.Notice(when, level.toString(), HistoryRecord.text(text)));
    }
  }

  private void offer(Entry entry) {
    if (!entries.offer(entry)) {
      missing.incrementAndGet();
    }
  }

  private boolean ended() {
    return ended.getCount() == 0;
  }

  /** Records that found no place and have not been accounted for in the file yet. */
  long missing() {
    return missing.get();
  }

  private void write() {
    List<Entry> batch = new ArrayList<>(BATCH);
    try {
      do {
        batch.clear();
        batch.add(entries.take());
        entries.drainTo(batch, BATCH - 1);
      } while (write(batch));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      closeFile();
      ended.countDown();
    }
  }

  private void closeFile() {
    try {
      file.close();
    } catch (IOException leftBehind) {
      next.notice(Level.DEBUG, "closing the history: " + leftBehind.getMessage());
    }
  }

  /** Whether there may be more. */
  private boolean write(List<Entry> batch) {
    int end = batch.indexOf(END);
    List<Entry> now = end < 0 ? batch : batch.subList(0, end);
    List<Entry> records = now.stream().filter(entry -> !(entry instanceof Then)).toList();
    if (!records.isEmpty()) {
      keep(records);
    }
    now.stream().filter(Then.class::isInstance).forEach(entry -> run((Then) entry));
    return end < 0;
  }

  private void run(Then then) {
    try {
      then.action().run();
    } catch (RuntimeException | Error fault) {
      tellOnce(fault.toString());
    }
  }

  private void keep(List<Entry> records) {
    long before = missing.getAndSet(0);
    try {
      file.append(lines(records, before));
      told = false;
    } catch (IOException failed) {
      missing.addAndGet(before + records.size());
      tellOnce(FileFailure.text(failed));
    } catch (RuntimeException | Error fault) {
      missing.addAndGet(before + records.size());
      tellOnce(fault.toString());
    }
  }

  private static byte[] lines(List<Entry> entries, long missing) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    if (missing > 0) {
      lines.writeBytes(HistoryLine.of(new HistoryRecord.Missing(Instant.now(), missing)));
    }
    entries.forEach(entry -> lines.writeBytes(HistoryLine.of(entry.record())));
    return lines.toByteArray();
  }

  private void tellOnce(String problem) {
    if (!told) {
      told = true;
      next.notice(Level.WARNING, "what is done cannot be kept in the history, the service goes on without: " + problem);
    }
  }

  /** Writes what is waiting, for a second at most. What comes later is not recorded. */
  @Override
  public void close() {
    try {
      if (entries.offer(END, CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        ended.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
