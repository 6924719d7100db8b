package org.stillframe.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends bytes as they are, which no HTTP client would. */
public final class RawHttp {
    private static final int PATIENCE_MILLISECONDS = 5_000;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final URI url;

    public RawHttp(URI url) {
        this.url = url;
    }

    /** What came back; status 0 if the connection was closed without an answer. Header names are in lower case. */
    public record RawAnswer(int status, Map<String, String> headers, String body) {
        /** Whether the server's HTTP layer refused it before the application saw it; that says so with a bare status. */
        public boolean isBare() {
            return status >= 400 && body.isEmpty() && !headers.containsKey("x-request-id");
        }

        public String contentType() {
            return headers.getOrDefault("content-type", "");
        }
    }

    public RawAnswer send(byte[] request) throws IOException {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLISECONDS);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (SocketException e) {
                // The server may refuse before it has read all; its answer is what counts.
            }
            try {
                socket.getInputStream().transferTo(answer);
            } catch (SocketException | SocketTimeoutException e) {
                // It may also reset the connection after its answer, or keep it open.
            }
            return parse(answer.toString(StandardCharsets.UTF_8));
        }
    }

    private static RawAnswer parse(String answer) {
        if (!answer.startsWith("HTTP/")) {
            return new RawAnswer(0, Map.of(), answer);
        }
        int end = answer.indexOf(END_OF_HEAD);
        String[] head = answer.substring(0, end).split("\r\n");
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < head.length; i++) {
            int colon = head[i].indexOf(':');
            headers.put(head[i].substring(0, colon).toLowerCase(Locale.ROOT), head[i].substring(colon + 1).strip());
        }
        String body = answer.substring(end + END_OF_HEAD.length());
        boolean chunked = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"));
        return new RawAnswer(Integer.parseInt(head[0].split(" ")[1]), headers, chunked ? join(body) : body);
    }

    /** Joins chunks; the answers that are looked at are ASCII, so that a character is a byte. */
    private static String join(String chunks) {
        StringBuilder body = new StringBuilder();
        int at = 0;
        while (at < chunks.length()) {
            int line = chunks.indexOf("\r\n", at);
            int length = Integer.parseInt(chunks.substring(at, line).split(";")[0].strip(), 16);
            if (length == 0) {
                break;
            }
            body.append(chunks, line + 2, Math.min(line + 2 + length, chunks.length()));
            at = line + 2 + length + 2;
        }
        return body.toString();
    }
}
