package dev.millrace.database;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/** Makes X.509 certificates (RFC 5280) by writing their DER: the JDK reads certificates and makes none. */
final class TestCertificates {
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final byte[] ECDSA_WITH_SHA256 = node(SEQUENCE, oid(0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02));
  private static final byte[] COMMON_NAME = oid(0x55, 0x04, 0x03);
  private static final byte[] SUBJECT_ALTERNATIVE_NAME = oid(0x55, 0x1D, 0x11);
  private static final byte[] BASIC_CONSTRAINTS = oid(0x55, 0x1D, 0x13);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  /** A certificate in PEM, with its key in PEM and DER (PKCS #8). */
  record Identity(String name, KeyPair keys, byte[] certificate) {
    String certificatePem() {
      return pem("CERTIFICATE", certificate);
    }

    String keyPem() {
      return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    byte[] keyDer() {
      return keys.getPrivate().getEncoded();
    }
  }

  private TestCertificates() {}

  static Identity authority(String name) throws GeneralSecurityException {
    KeyPair keys = keys();
    byte[] isAuthority = node(SEQUENCE, BASIC_CONSTRAINTS, node(0x04, node(SEQUENCE, node(0x01, new byte[] {(byte) 0xFF}))));
    return new Identity(name, keys, certificate(name, keys, name, keys, isAuthority));
  }

  /** A certificate for a host of that name, or for a user of that name. */
  static Identity issue(Identity authority, String name) throws GeneralSecurityException {
    KeyPair keys = keys();
    byte[] dnsName = node(SEQUENCE, SUBJECT_ALTERNATIVE_NAME, node(0x04, node(SEQUENCE, node(0x82, name.getBytes(StandardCharsets.US_ASCII)))));
    return new Identity(name, keys, certificate(name, keys, authority.name(), authority.keys(), dnsName));
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static byte[] certificate(String subject, KeyPair keys, String issuer, KeyPair signer, byte[] extension) throws GeneralSecurityException {
    Instant now = Instant.now();
    byte[] body = node(SEQUENCE,
        node(0xA0, node(0x02, new byte[] {2})),
        node(0x02, BigInteger.valueOf(System.nanoTime()).toByteArray()),
        ECDSA_WITH_SHA256,
        name(issuer),
        node(SEQUENCE, time(now.minusSeconds(86_400)), time(now.plusSeconds(30 * 86_400))),
        name(subject),
        keys.getPublic().getEncoded(),
        node(0xA3, node(SEQUENCE, extension)));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(signer.getPrivate());
    signature.update(body);
    return node(SEQUENCE, body, ECDSA_WITH_SHA256, node(0x03, new byte[] {0}, signature.sign()));
  }

  private static byte[] name(String commonName) {
    return node(SEQUENCE, node(SET, node(SEQUENCE, COMMON_NAME, node(0x0C, commonName.getBytes(StandardCharsets.UTF_8)))));
  }

  private static byte[] time(Instant instant) {
    return node(0x17, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] oid(int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return node(0x06, content);
  }

  /** Tag, length, content. */
  private static byte[] node(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream node = new ByteArrayOutputStream();
    node.write(tag);
    int length = content.size();
    if (length >= 0x100) {
      node.write(0x82);
      node.write(length >> 8);
    } else if (length >= 0x80) {
      node.write(0x81);
    }
    node.write(length);
    node.writeBytes(content.toByteArray());
    return node.toByteArray();
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
  }
}
