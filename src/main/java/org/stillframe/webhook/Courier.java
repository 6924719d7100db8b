package org.stillframe.webhook;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * Carries one delivery to its receiver, within bounds: the name is looked up once, every address that it leads to is checked, and just
 * those are connected to; TLS verifies the name; no redirect is followed, no answer is read beyond its head, and all of it ends in time.
 */
final class Courier {
    private static final Timeout CONNECTING = Timeout.ofSeconds(5);
    private static final Timeout ANSWERING = Timeout.ofSeconds(10);
    private static final Http1Config HEAD = Http1Config.custom().setMaxLineLength(8192).setMaxHeaderCount(100).build();

    private final Targets targets;
    private final Names names;
    private final SSLContext tls;
    private final ScheduledExecutorService executor;
    private final long longestMillis;

    /**
     * @param tls whom to trust
     * @param executor ends what takes too long
     * @param longestMillis how long one call may take in all
     */
    Courier(Targets targets, Names names, SSLContext tls, ScheduledExecutorService executor, long longestMillis) {
        this.targets = targets;
        this.names = names;
        this.tls = tls;
        this.executor = executor;
        this.longestMillis = longestMillis;
    }

    Outcome carry(Attempt attempt, byte[] secret, Instant now) {
        HttpPost post = new HttpPost(URI.create(attempt.url()));
        post.setEntity(new StringEntity(attempt.body(), ContentType.APPLICATION_JSON));
        post.setHeader("webhook-id", attempt.message());
        post.setHeader("webhook-timestamp", Long.toString(now.getEpochSecond()));
        post.setHeader("webhook-signature", WebhookSignature.of(secret, attempt.message(), now, attempt.body()));
        boolean encrypted = "https".equalsIgnoreCase(post.getScheme());
        Future<?> end = executor.schedule(() -> post.cancel(), longestMillis, TimeUnit.MILLISECONDS);
        try (CloseableHttpClient client = client(new CheckedNames(names, targets, encrypted));
                ClassicHttpResponse answer = client.executeOpen(null, post, null)) {
            return Outcome.answered(answer.getCode());
        } catch (IOException e) {
            return Outcome.unanswered(post.isCancelled() ? Outcome.LATE : reason(e));
        } finally {
            end.cancel(false);
        }
    }

    private CloseableHttpClient client(CheckedNames checked) {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder().http1Config(HEAD).build())
                        .setDnsResolver(checked)
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECTING)
                                .setSocketTimeout(ANSWERING)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(ANSWERING).build())
                .setUserAgent("Stillframe-Webhook")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .build();
    }

    /** In words that tell a webhook's owner what to mend, and nothing of this service's network. */
    private static String reason(IOException failure) {
        if (failure instanceof UnknownHostException) {
            return "The host name leads to no address that may be called.";
        }
        if (failure instanceof SSLException) {
            return "TLS could not be agreed on; the certificate may not be valid for this host.";
        }
        if (failure instanceof InterruptedIOException) {
            return Outcome.LATE;
        }
        return failure instanceof ConnectException ? "The receiver does not take connections." : "The connection broke.";
    }
}
