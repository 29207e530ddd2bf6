package io.hotprobe.module;

import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.IssuerAndSerialNumber;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.SignedData;
import org.bouncycastle.asn1.pkcs.SignerInfo;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * The first signer of a PKCS#7 message, as RFC 2315 has it. A message of the later CMS that names its signer by a key identifier is
 * not one; modinfo shows such a module as unsigned.
 */
final class Pkcs7Signer {

  private static final String COMMON_NAME = "2.5.4.3";

  private static final Map<String, String> HASHES =
      Map.of(
          "1.2.840.113549.2.4", "md4",
          "1.2.840.113549.2.5", "md5",
          "1.3.14.3.2.26", "sha1",
          "1.3.36.3.2.1", "rmd160",
          "2.16.840.1.101.3.4.2.1", "sha256",
          "2.16.840.1.101.3.4.2.2", "sha384",
          "2.16.840.1.101.3.4.2.3", "sha512",
          "2.16.840.1.101.3.4.2.4", "sha224",
          "1.2.156.10197.1.401", "sm3");

  private Pkcs7Signer() {}

  /**
   * Reads the first signer; what follows the message is not looked at.
   *
   * @throws IOException if these bytes are no such message; says why
   */
  static ModuleSignature.Signed read(byte[] message) throws IOException {
    try (ASN1InputStream in = new ASN1InputStream(message)) {
      ContentInfo content = ContentInfo.getInstance(in.readObject());
      if (content == null || !PKCSObjectIdentifiers.signedData.equals(content.getContentType())) {
        throw new IOException("not of the type signed data");
      }
      ASN1Set signers = SignedData.getInstance(content.getContent()).getSignerInfos();
      if (signers.size() == 0) {
        throw new IOException("nobody signed");
      }
      return signed(SignerInfo.getInstance(signers.getObjectAt(0)));
    } catch (EOFException cutShort) {
      throw new IOException("the message is cut short", cutShort);
    } catch (RuntimeException malformed) {
      throw new IOException("the parts of the message are not those of signed data", malformed);
    }
  }

  private static ModuleSignature.Signed signed(SignerInfo signer) throws IOException {
    String digest = signer.getDigestAlgorithm().getAlgorithm().getId();
    if (!HASHES.containsKey(digest)) {
      throw new IOException("the digest " + digest + " is none that modules are signed with");
    }
    IssuerAndSerialNumber certificate = signer.getIssuerAndSerialNumber();
    return new ModuleSignature.Signed(
        ModuleSignature.Kind.PKCS7,
        ModuleSignature.text(name(certificate.getName())),
        magnitude(certificate.getCertificateSerialNumber()),
        HASHES.get(digest),
        signer.getEncryptedDigest().getOctets());
  }

  /** The first common name; where there is none, the last part of the name; nothing of an empty name. */
  private static byte[] name(X500Name issuer) throws IOException {
    ASN1Encodable found = null;
    for (RDN rdn : issuer.getRDNs()) {
      for (AttributeTypeAndValue part : rdn.getTypesAndValues()) {
        found = part.getValue();
        if (part.getType().getId().equals(COMMON_NAME)) {
          return content(found);
        }
      }
    }
    return found == null ? new byte[0] : content(found);
  }

  /** The bytes of a string of any kind, as they are in the message. */
  private static byte[] content(ASN1Encodable string) throws IOException {
    byte[] encoded = string.toASN1Primitive().getEncoded("DER");
    int header = encoded[1] < 0 ? 2 + (encoded[1] & 0x7f) : 2;
    byte[] content = new byte[encoded.length - header];
    System.arraycopy(encoded, header, content, 0, content.length);
    return content;
  }

  /** The number without its sign; nothing for 0. */
  private static byte[] magnitude(ASN1Integer serial) {
    byte[] bytes = serial.getValue().abs().toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    byte[] magnitude = new byte[bytes.length - from];
    System.arraycopy(bytes, from, magnitude, 0, magnitude.length);
    return magnitude;
  }
}
