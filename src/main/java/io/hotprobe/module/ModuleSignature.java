package io.hotprobe.module;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What the end of a module's image says about who signed it. It is read, never verified.
 *
 * <pre>
 *   module | signer | key id | signature | u8 algorithm, hash, kind, signer length, key id length, 3 unused, u32 BE signature length
 *          | "~Module signature appended~\n"
 * </pre>
 *
 * Source: {@code include/linux/module_signature.h} and {@code scripts/sign-file.c} of the kernel.
 */
public sealed interface ModuleSignature {

  /** What stands in front of the last 28 bytes, and in what form the signature is. The order is that of the numbers in the file. */
  enum Kind {
    PGP("PGP"),
    X509("X509"),
    PKCS7("PKCS#7");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** As modinfo shows it. */
    public String text() {
      return text;
    }
  }

  /** The module does not end in a signature. */
  record Unsigned() implements ModuleSignature {}

  /**
   * The module ends as a signed one does, but no signature can be read from it.
   *
   * @param offset of what does not fit, in bytes from the start of the unpacked image
   * @param problem one clause, no final stop
   */
  record Unreadable(int offset, String problem) implements ModuleSignature {}

  /**
   * A signature that could be read.
   *
   * @param signer one char a byte; of a PKCS#7 signature the common name of its issuer; may be empty
   * @param key the key's identifier; of a PKCS#7 signature the serial number of the certificate; may be empty
   * @param hash name of the digest, as modinfo shows it
   */
  record Signed(Kind kind, String signer, byte[] key, String hash, byte[] signature) implements ModuleSignature {}

  /** The names of the digests, in the order of their numbers in the file. */
  List<String> HASHES = List.of("md4", "md5", "sha1", "rmd160", "sha256", "sha384", "sha512", "sha224", "sm3");

  /** Reads the end of an unpacked module. */
  static ModuleSignature of(byte[] image) {
    byte[] magic = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    int trailer = image.length - magic.length - 12;
    if (trailer < 0 || !Arrays.equals(image, trailer + 12, image.length, magic, 0, magic.length)) {
      return new Unsigned();
    }
    int algorithm = image[trailer] & 0xff;
    int hash = image[trailer + 1] & 0xff;
    int kind = image[trailer + 2] & 0xff;
    if (algorithm > 1 || hash >= HASHES.size() || kind >= Kind.values().length) {
      return new Unreadable(trailer, "algorithm " + algorithm + ", digest " + hash + ", kind " + kind + ": one of them does not exist");
    }
    int signerLength = image[trailer + 3] & 0xff;
    int keyLength = image[trailer + 4] & 0xff;
    long length = ByteBuffer.wrap(image).getInt(trailer + 8) & 0xffffffffL;
    if (length == 0 || length + signerLength + keyLength > trailer) {
      return new Unreadable(
          trailer,
          String.format("%d bytes of signature, %d of signer and %d of key do not fit in the %d before", length, signerLength, keyLength, trailer));
    }
    int signature = trailer - (int) length;
    if (kind == Kind.PKCS7.ordinal()) {
      return pkcs7(image, signature, trailer);
    }
    int key = signature - keyLength;
    return new Signed(
        Kind.values()[kind],
        text(Arrays.copyOfRange(image, key - signerLength, key)),
        Arrays.copyOfRange(image, key, signature),
        HASHES.get(hash),
        Arrays.copyOfRange(image, signature, trailer));
  }

  private static ModuleSignature pkcs7(byte[] image, int from, int to) {
    try {
      return Pkcs7Signer.read(Arrays.copyOfRange(image, from, to));
    } catch (IOException undecodable) {
      return new Unreadable(from, "no PKCS#7 signature: " + undecodable.getMessage());
    }
  }

  /** The text up to the first NUL, one char a byte. */
  static String text(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
  }
}
