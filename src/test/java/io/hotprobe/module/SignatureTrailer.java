package io.hotprobe.module;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds the end of a signed module, right or wrong in any of its parts. */
public final class SignatureTrailer {

  private static final byte[] MAGIC = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);

  private final int kind;
  private byte[] signer = {};
  private byte[] key = {};
  private byte[] signature = {1};
  private int algorithm;
  private int hash;
  private int length = -1;

  /** @param kind 0 PGP, 1 X509, 2 PKCS#7 */
  public SignatureTrailer(int kind) {
    this.kind = kind;
  }

  public SignatureTrailer signer(String name) {
    signer = name.getBytes(StandardCharsets.ISO_8859_1);
    return this;
  }

  public SignatureTrailer key(byte[] identifier) {
    key = identifier.clone();
    return this;
  }

  public SignatureTrailer signature(byte[] bytes) {
    signature = bytes.clone();
    return this;
  }

  public SignatureTrailer algorithm(int number) {
    algorithm = number;
    return this;
  }

  public SignatureTrailer hash(int number) {
    hash = number;
    return this;
  }

  /** The length of the signature that is written, whatever the signature's own is. */
  public SignatureTrailer saidLength(int bytes) {
    length = bytes;
    return this;
  }

  /** What follows the module. */
  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(signer);
    out.writeBytes(key);
    out.writeBytes(signature);
    byte[] numbers = {(byte) algorithm, (byte) hash, (byte) kind, (byte) signer.length, (byte) key.length, 0, 0, 0};
    out.writeBytes(numbers);
    out.writeBytes(ByteBuffer.allocate(4).putInt(length < 0 ? signature.length : length).array());
    out.writeBytes(MAGIC);
    return out.toByteArray();
  }

  /** {@code count} bytes 0, 1, 2... */
  public static byte[] counting(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }
}
