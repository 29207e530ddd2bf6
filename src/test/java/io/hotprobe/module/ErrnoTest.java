package io.hotprobe.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrnoTest {

  @ParameterizedTest
  @CsvSource({
    "2, TERMINAL", "3, TERMINAL", "5, TERMINAL", "6, TERMINAL", "7, TERMINAL", "8, TERMINAL", "22, TERMINAL", "27, TERMINAL", "28, TERMINAL",
    "34, TERMINAL", "38, TERMINAL", "95, TERMINAL", "524, TERMINAL",
    "1, REFUSED", "13, REFUSED", "61, REFUSED", "65, REFUSED", "74, REFUSED", "126, REFUSED", "127, REFUSED", "128, REFUSED", "129, REFUSED",
    "4, RETRYABLE", "11, RETRYABLE", "12, RETRYABLE", "16, RETRYABLE", "23, RETRYABLE", "24, RETRYABLE", "26, RETRYABLE", "62, RETRYABLE",
    "105, RETRYABLE", "110, RETRYABLE", "116, RETRYABLE", "512, RETRYABLE", "517, RETRYABLE",
    "17, BENIGN", "19, BENIGN",
    "0, TERMINAL", "-1, TERMINAL", "9999, TERMINAL",
  })
  void classOf_number_saysWhatACallerMayDo(int number, Errno.Class meaning) {
    assertEquals(meaning, Errno.classOf(number));
  }

  /** The numbers of asm-generic/errno-base.h and errno.h. */
  @ParameterizedTest
  @CsvSource({
    "EPERM, 1", "ENOENT, 2", "EINTR, 4", "EIO, 5", "ENXIO, 6", "E2BIG, 7", "ENOEXEC, 8", "EBADF, 9", "ECHILD, 10", "EAGAIN, 11",
    "ENOMEM, 12", "EACCES, 13", "EFAULT, 14", "EBUSY, 16", "EEXIST, 17", "ENODEV, 19", "EISDIR, 21", "EINVAL, 22", "ENFILE, 23",
    "EMFILE, 24", "ETXTBSY, 26", "ENOSPC, 28", "ENOSYS, 38", "EPROTONOSUPPORT, 93", "EOPNOTSUPP, 95", "EAFNOSUPPORT, 97",
    "ENOBUFS, 105", "ETIMEDOUT, 110", "ENOKEY, 126", "EKEYREJECTED, 129",
    "ENOTDIR, 20", "EFBIG, 27", "EROFS, 30", "ERANGE, 34", "ENAMETOOLONG, 36", "ELOOP, 40", "ENODATA, 61", "ETIME, 62", "ENOPKG, 65",
    "EBADMSG, 74", "EOVERFLOW, 75", "EADDRINUSE, 98", "ESTALE, 116", "EKEYEXPIRED, 127", "EKEYREVOKED, 128", "ERESTARTSYS, 512",
    "EPROBE_DEFER, 517", "ENOTSUPP, 524",
  })
  void number_name_isTheKernels(Errno errno, int number) {
    assertEquals(number, errno.number());
    assertTrue(Errno.describe(number).startsWith(errno.name() + " (") && Errno.describe(number).endsWith(", errno " + number + ")"));
  }

  @Test
  void number_eachErrno_isThereOnce() {
    Set<Integer> numbers = new HashSet<>();
    for (Errno errno : Errno.values()) {
      assertTrue(numbers.add(errno.number()), errno.name());
    }
  }

  @Test
  void describe_known_isNameTextAndNumber() {
    assertEquals("ENODEV (No such device, errno 19)", Errno.describe(19));
    assertEquals("errno 4711", Errno.describe(4711));
  }

  @Test
  void remedy_everyNumber_isAClause() {
    for (int number = -1; number < 600; number++) {
      assertTrue(Errno.remedy(number).matches("[a-z].*[^.;]"), number + ": " + Errno.remedy(number));
    }
  }

  @Test
  void manual_tableOfErrors_namesEachWithItsClass() throws IOException {
    String manual = Files.readString(Path.of("docs/manual.md"));
    for (Errno errno : Errno.values()) {
      String row = "| `" + errno.name() + "` (" + errno.number() + ") | " + Errno.classOf(errno.number()).name().toLowerCase(Locale.ROOT) + " |";
      assertTrue(manual.contains(row), "docs/manual.md has no line " + row);
    }
  }
}
