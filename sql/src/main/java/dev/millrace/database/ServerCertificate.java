package dev.millrace.database;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** What a server shows when asked for TLS: looked at to explain a refusal, never trusted. Nothing else is sent to it. */
record ServerCertificate(List<String> names, String issuer, LocalDate until) {
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int SSL_REQUEST = 80877103;
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  /** Empty if the server offers no TLS. */
  static Optional<ServerCertificate> ask(String host, int port) throws IOException, GeneralSecurityException {
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      DataOutputStream request = new DataOutputStream(plain.getOutputStream());
      request.writeInt(2 * Integer.BYTES);
      request.writeInt(SSL_REQUEST);
      if (new DataInputStream(plain.getInputStream()).readByte() != 'S') {
        return Optional.empty();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Onlooker()}, null);
      try (SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
        secure.startHandshake();
        return Optional.of(of((X509Certificate) secure.getSession().getPeerCertificates()[0]));
      }
    }
  }

  private static ServerCertificate of(X509Certificate certificate) throws CertificateParsingException {
    var alternatives = certificate.getSubjectAlternativeNames();
    Stream<String> names = alternatives == null
        ? Stream.of(certificate.getSubjectX500Principal().getName())
        : alternatives.stream().filter(name -> name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS)).map(name -> (String) name.get(1));
    return new ServerCertificate(names.toList(), certificate.getIssuerX500Principal().getName(),
        LocalDate.ofInstant(certificate.getNotAfter().toInstant(), ZoneOffset.UTC));
  }

  /** As a message shows it. */
  @Override
  public String toString() {
    return "one for %s, issued by %s, valid until %s".formatted(String.join(", ", names), issuer, until);
  }

  private static final class Onlooker implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
