package io.hotprobe.module;

import static io.hotprobe.module.SignatureTrailer.counting;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.ModuleSignature.Kind;
import io.hotprobe.module.ModuleSignature.Signed;
import io.hotprobe.module.ModuleSignature.Unreadable;
import io.hotprobe.module.ModuleSignature.Unsigned;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERPrintableString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleSignatureTest {

  private static final byte[] MODULE = counting(100);

  private static ModuleSignature read(SignatureTrailer trailer) {
    ByteArrayOutputStream image = new ByteArrayOutputStream();
    image.writeBytes(MODULE);
    image.writeBytes(trailer.bytes());
    return ModuleSignature.of(image.toByteArray());
  }

  private static Signed signed(Pkcs7Message message) {
    return assertInstanceOf(Signed.class, read(new SignatureTrailer(2).signature(message.bytes())));
  }

  private static Unreadable unreadable(SignatureTrailer trailer) {
    return assertInstanceOf(Unreadable.class, read(trailer));
  }

  @Test
  void image_withoutTheMagicAtItsEnd_isUnsigned() {
    assertEquals(new Unsigned(), ModuleSignature.of(new byte[0]));
    assertEquals(new Unsigned(), ModuleSignature.of(MODULE));
    byte[] trailer = new SignatureTrailer(1).bytes();
    assertEquals(new Unsigned(), ModuleSignature.of(Arrays.copyOf(trailer, trailer.length - 1)));
    assertEquals(new Unsigned(), ModuleSignature.of(Arrays.copyOf(trailer, trailer.length + 1)));
    assertEquals(new Unsigned(), ModuleSignature.of("~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII)));
  }

  @ParameterizedTest
  @CsvSource({"0,PGP", "1,X509"})
  void trailer_ofTheOldKinds_givesItsPartsAsTheyAre(int number, Kind kind) {
    Signed signed =
        assertInstanceOf(
            Signed.class,
            read(new SignatureTrailer(number).signer("Me CA").key(counting(20)).signature(counting(45)).algorithm(1).hash(4)));
    assertEquals(kind, signed.kind());
    assertEquals("Me CA", signed.signer());
    assertEquals("sha256", signed.hash());
    assertArrayEquals(counting(20), signed.key());
    assertArrayEquals(counting(45), signed.signature());
  }

  @Test
  void trailer_withNulInItsSigner_endsTheNameThere() {
    assertEquals("S", assertInstanceOf(Signed.class, read(new SignatureTrailer(1).signer("S\0igner"))).signer());
  }

  @Test
  void trailer_ofASignatureAsLongAsAllBeforeIt_isRead() {
    byte[] all = counting(200);
    byte[] trailer = new SignatureTrailer(1).signature(all).bytes();
    assertArrayEquals(all, assertInstanceOf(Signed.class, ModuleSignature.of(trailer)).signature());
  }

  @Test
  void trailer_withANumberThatDoesNotExist_isUnreadableAndNamesIt() {
    assertTrue(unreadable(new SignatureTrailer(3)).problem().contains("kind 3"));
    assertTrue(unreadable(new SignatureTrailer(1).hash(9)).problem().contains("digest 9"));
    assertTrue(unreadable(new SignatureTrailer(1).algorithm(2)).problem().contains("algorithm 2"));
    assertEquals(MODULE.length + 1, unreadable(new SignatureTrailer(255)).offset());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 102, 10_000, Integer.MAX_VALUE})
  void trailer_withALengthThatCannotBe_isUnreadable(int length) {
    unreadable(new SignatureTrailer(1).saidLength(length));
  }

  @Test
  void trailer_withALengthOfAllOnes_isUnreadable() {
    byte[] trailer = new SignatureTrailer(1).bytes();
    Arrays.fill(trailer, trailer.length - 32, trailer.length - 28, (byte) 0xff);
    assertTrue(assertInstanceOf(Unreadable.class, ModuleSignature.of(trailer)).problem().contains("4294967295 bytes"));
  }

  @Test
  void pkcs7_ofOneSigner_givesIssuerSerialDigestAndSignature() {
    Signed signed = signed(new Pkcs7Message().commonName("Debian CA").serial(0x80ff).signature(counting(30)).signed());
    assertEquals(Kind.PKCS7, signed.kind());
    assertEquals("Debian CA", signed.signer());
    assertEquals("sha256", signed.hash());
    assertArrayEquals(new byte[] {(byte) 0x80, (byte) 0xff}, signed.key());
    assertArrayEquals(counting(30), signed.signature());
  }

  @Test
  void pkcs7_ofTwoSigners_givesTheFirst() {
    assertEquals("zz", signed(new Pkcs7Message().commonName("zz").signed().commonName("a").signed()).signer());
  }

  @Test
  void pkcs7_withSeveralNameParts_takesTheFirstCommonNameElseTheLastPart() {
    DERPrintableString org = new DERPrintableString("Org");
    DERPrintableString unit = new DERPrintableString("unit");
    assertEquals("First", signed(new Pkcs7Message().namePart("2.5.4.10", org).commonName("First").commonName("Second").signed()).signer());
    assertEquals("Org", signed(new Pkcs7Message().namePart("2.5.4.11", unit).namePart("2.5.4.10", org).signed()).signer());
    assertEquals("", signed(new Pkcs7Message().signed()).signer());
  }

  @Test
  void pkcs7_withATwoByteName_endsItAtTheFirstZeroByte() {
    assertEquals("", signed(new Pkcs7Message().namePart("2.5.4.3", new DERBMPString("wide")).signed()).signer());
    String utf8 = new String("Jürgen ☃".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertEquals(utf8, signed(new Pkcs7Message().commonName("Jürgen ☃").signed()).signer());
    String longName = "x".repeat(300);
    assertEquals(longName, signed(new Pkcs7Message().commonName(longName).signed()).signer());
  }

  @Test
  void pkcs7_serialNumbers_areShownWithoutTheirSign() {
    assertArrayEquals(new byte[0], signed(new Pkcs7Message().serial(0).signed()).key());
    assertArrayEquals(new byte[] {(byte) 0xff}, signed(new Pkcs7Message().serial(-255).signed()).key());
    assertArrayEquals(new byte[] {1, 0}, signed(new Pkcs7Message().serial(-256).signed()).key());
  }

  @Test
  void pkcs7_thatIsNone_isUnreadableAndSaysWhere() {
    Unreadable junk = unreadable(new SignatureTrailer(2).signature(new byte[] {(byte) 0xff, 1}));
    assertEquals(MODULE.length, junk.offset());
    assertTrue(junk.problem().startsWith("no PKCS#7 signature: "), junk.problem());
    assertTrue(unreadable(new SignatureTrailer(2).signature(new byte[] {0x30, 0})).problem().endsWith("are not those of signed data"));
    unreadable(new SignatureTrailer(2).signature(new Pkcs7Message().bytes()));
    assertTrue(
        unreadable(new SignatureTrailer(2).signature(new Pkcs7Message().digest("2.16.840.1.101.3.4.2.8").signed().bytes()))
            .problem()
            .contains("2.16.840.1.101.3.4.2.8"));
  }

  @Test
  void pkcs7_cutShortAnywhere_isUnreadable() {
    byte[] message = new Pkcs7Message().commonName("CA").signed().bytes();
    for (int length = 1; length < message.length; length++) {
      String problem = unreadable(new SignatureTrailer(2).signature(Arrays.copyOf(message, length))).problem();
      assertTrue(!problem.contains("null") && !problem.contains("bouncycastle"), problem);
    }
  }

  @Test
  void pkcs7_nestedWithoutEnd_isUnreadable() {
    byte[] nested = new byte[1 << 20];
    for (int i = 0; i < nested.length; i++) {
      nested[i] = (byte) (i % 2 == 0 ? 0x30 : 0x80);
    }
    String problem = unreadable(new SignatureTrailer(2).signature(nested)).problem();
    assertTrue(problem.startsWith("no PKCS#7 signature: ") && problem.contains("nested"), problem);
  }

  @Test
  void image_withAnyBytesAtItsEnd_givesAnOutcome() {
    Random random = new Random(20240607);
    byte[] message = new SignatureTrailer(2).signature(new Pkcs7Message().commonName("CA").signed().bytes()).bytes();
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] mutated = message.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        mutated[random.nextInt(mutated.length - 28)] = (byte) random.nextInt(256);
      }
      read += ModuleSignature.of(mutated) instanceof Signed ? 1 : 0;
    }
    assertTrue(read > 100 && read < 50_000, "read " + read);
  }
}
