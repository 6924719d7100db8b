package org.stillframe.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a courier calls and what it does not, with real receivers on the loopback. */
class CourierTest {
    private static final byte[] SECRET = "a secret of the receiver".getBytes(StandardCharsets.UTF_8);
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path directory;

    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
    private final List<HttpServer> servers = new ArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> lookedUp = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
        executor.shutdownNow();
    }

    private int receiver(String address, int status) throws IOException {
        return start(HttpServer.create(new InetSocketAddress(address, 0), 0), status);
    }

    private int start(HttpServer server, int status) {
        server.createContext("/", exchange -> answer(exchange, server, status));
        server.start();
        servers.add(server);
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange, HttpServer server, int status) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(server.getAddress().getAddress().getHostAddress() + " " + exchange.getRequestHeaders().getFirst("Host") + " " + body);
        assertThat(exchange.getRequestHeaders().getFirst("webhook-id")).isEqualTo("msg_1");
        assertThat(exchange.getRequestHeaders().getFirst("webhook-timestamp")).isEqualTo("1700000000");
        assertThat(exchange.getRequestHeaders().getFirst("webhook-signature"))
                .isEqualTo(WebhookSignature.of(SECRET, "msg_1", NOW, body));
        exchange.getResponseHeaders().add("Location", "http://127.0.0.1:" + server.getAddress().getPort() + "/other");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private Outcome carry(String url, Names names, SSLContext tls, String... internal) {
        List<IPAddress> networks = List.of(internal).stream()
                .map(text -> new IPAddressString(text).getAddress().toPrefixBlock())
                .toList();
        Names noted = name -> {
            lookedUp.add(name);
            return names.addresses(name);
        };
        return new Courier(new Targets(networks), noted, tls, executor, 3_000)
                .carry(new Attempt(1, 1, 1, "msg_1", url, "salt", "{\"name\":\"ä\"}"), SECRET, NOW);
    }

    private Outcome carry(String url, Names names, String... internal) throws Exception {
        return carry(url, names, SSLContext.getDefault(), internal);
    }

    private static Names leadingTo(String... addresses) {
        return name -> {
            InetAddress[] found = new InetAddress[addresses.length];
            for (int i = 0; i < found.length; i++) {
                found[i] = InetAddress.getByName(addresses[i]);
            }
            return found;
        };
    }

    @Test
    void aDeliveryIsSignedAndSentToTheAddressThatWasChecked() throws Exception {
        int port = receiver("127.0.0.1", 204);

        Outcome outcome = carry("http://receiver.example:" + port + "/hook", leadingTo("127.0.0.1"), "127.0.0.0/8");

        assertThat(outcome).isEqualTo(new Outcome(204, null));
        assertThat(requests).containsExactly("127.0.0.1 receiver.example:" + port + " {\"name\":\"ä\"}");
    }

    @Test
    void anInternalAddressIsNotCalledHoweverItIsNamed() throws Exception {
        int port = receiver("127.0.0.1", 204);
        for (String url : List.of("http://localhost", "http://127.0.0.1", "http://127.1", "https://127.0.0.1", "http://[::ffff:127.0.0.1]")) {
            Outcome outcome = carry(url + ":" + port + "/", InetAddress::getAllByName);
            assertThat(outcome.error()).as(url).isEqualTo("The host name leads to no address that may be called.");
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void oneInternalAddressAmongPublicOnesIsEnoughToRefuse() throws Exception {
        int port = receiver("127.0.0.1", 204);

        assertThat(carry("https://mixed.example:" + port + "/", leadingTo("93.184.216.34", "127.0.0.1")).isSuccess()).isFalse();
        assertThat(requests).isEmpty();
    }

    /** The name leads elsewhere the next time that it is looked up; it is not looked up a second time. */
    @Test
    void aNameThatChangesItsAnswerBetweenCheckAndConnectionGainsNothing() throws Exception {
        int port = receiver("127.0.0.1", 204);
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress("127.0.0.2", port), 0);
        start(elsewhere, 204);
        Names rebinding = name -> InetAddress.getAllByName(lookedUp.size() == 1 ? "127.0.0.1" : "127.0.0.2");

        Outcome outcome = carry("http://rebinding.example:" + port + "/", rebinding, "127.0.0.1/32");

        assertThat(outcome.isSuccess()).isTrue();
        assertThat(lookedUp).containsExactly("rebinding.example");
        assertThat(requests).hasSize(1).allMatch(request -> request.startsWith("127.0.0.1 "));
        assertThat(carry("http://rebinding.example:" + port + "/", rebinding, "127.0.0.1/32").isSuccess()).isFalse();
        assertThat(requests).hasSize(1);
    }

    @Test
    void noRedirectIsFollowed() throws Exception {
        int port = receiver("127.0.0.1", 307);

        Outcome outcome = carry("http://redirecting.example:" + port + "/", leadingTo("127.0.0.1"), "127.0.0.0/8");

        assertThat(outcome).isEqualTo(new Outcome(307, "The receiver answered 307."));
        assertThat(requests).hasSize(1);
    }

    @Test
    void tlsVerifiesTheNameAndNotTheAddress() throws Exception {
        SSLContext tls = tls("receiver.example");
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        int port = start(server, 200);

        assertThat(carry("https://receiver.example:" + port + "/", leadingTo("127.0.0.1"), tls, "127.0.0.0/8").isSuccess()).isTrue();
        Outcome other = carry("https://other.example:" + port + "/", leadingTo("127.0.0.1"), tls, "127.0.0.0/8");
        Outcome untrusted = carry("https://receiver.example:" + port + "/", leadingTo("127.0.0.1"), "127.0.0.0/8");

        assertThat(requests).hasSize(1);
        assertThat(List.of(other, untrusted)).extracting(Outcome::error).allMatch(error -> error.startsWith("TLS could not"));
    }

    private SSLContext tls(String name) throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-keyalg", "EC", "-alias",
                        "receiver", "-dname", "CN=" + name, "-ext", "san=dns:" + name, "-storetype", "PKCS12", "-keystore",
                        file.toString(), "-storepass", new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(file.toFile(), PASSWORD);
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("receiver", keys.getCertificate("receiver"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** Each byte comes in time, but there is no end. */
    @Test
    void whoDribblesOrNeverEndsItsAnswerIsLeft() throws Exception {
        for (String start : List.of("HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\n\r\n")) {
            try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
                Thread dribbling = new Thread(() -> dribble(socket, start));
                dribbling.start();
                long begun = System.nanoTime();

                Outcome outcome =
                        carry("http://slow.example:" + socket.getLocalPort() + "/", leadingTo("127.0.0.1"), "127.0.0.0/8");

                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
                assertThat(outcome.isSuccess()).isEqualTo(start.endsWith("\r\n\r\n"));
            }
        }
    }

    private static void dribble(ServerSocket socket, String start) {
        try (Socket connection = socket.accept()) {
            connection.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                connection.getOutputStream().write('x');
                connection.getOutputStream().flush();
                Thread.sleep(20);
            }
        } catch (IOException | InterruptedException e) {
            // It was left, as it should be.
        }
    }

    @Test
    void aHeadWithoutEndIsLeftBeforeItFillsTheMemory() throws Exception {
        for (String part : List.of("x".repeat(10_000), "X: y\r\n".repeat(1_000))) {
            try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
                AtomicLong sent = new AtomicLong();
                Thread flooding = new Thread(() -> flood(socket, part, sent));
                flooding.start();

                Outcome outcome =
                        carry("http://flooding.example:" + socket.getLocalPort() + "/", leadingTo("127.0.0.1"), "127.0.0.0/8");

                flooding.join();
                assertThat(outcome.isSuccess()).isFalse();
                assertThat(sent.get()).isLessThan(20_000_000);
            }
        }
    }

    private static void flood(ServerSocket socket, String part, AtomicLong sent) {
        try (Socket connection = socket.accept()) {
            connection.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            for (byte[] octets = part.getBytes(StandardCharsets.US_ASCII); true; sent.addAndGet(octets.length)) {
                connection.getOutputStream().write(octets);
            }
        } catch (IOException e) {
            // It was left, as it should be.
        }
    }

    @Test
    void whoIsNotThereIsToldOf() throws Exception {
        int port = receiver("127.0.0.1", 204);
        servers.get(0).stop(0);

        assertThat(carry("http://away.example:" + port + "/", leadingTo("127.0.0.1"), "127.0.0.0/8").error())
                .isEqualTo("The receiver does not take connections.");
        Names unknown = name -> {
            throw new UnknownHostException(name);
        };
        assertThat(carry("https://unknown.example/", unknown).error()).startsWith("The host name leads to no address");
    }
}
