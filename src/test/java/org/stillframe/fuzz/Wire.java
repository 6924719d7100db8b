package org.stillframe.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** A connection that sends bytes as they are. It is kept for as long as both sides would keep it. */
final class Wire implements AutoCloseable {
    /** Longer than any answer may take, so that one that hangs is told from one that is slow. */
    private static final int PATIENCE_MILLISECONDS = 75_000;
    private static final int CONNECTING_MILLISECONDS = 10_000;

    private final URI url;
    private Socket socket;
    private InputStream in;
    private String lastLine = "";
    /** What was asked and answered before on this connection: an answer that is none may be the rest of that one. */
    private Supplier<String> before = () -> "nothing";

    Wire(URI url) {
        this.url = url;
    }

    /**
     * @param head whether the answer has no body, whatever it says
     * @param last whether the connection is given up afterwards
     */
    Reply send(byte[] request, boolean head, boolean last) throws IOException {
        boolean used = socket != null;
        Reply answer = attempt(request, head);
        if (used && answer.status() == Reply.CLOSED) {
            // The server had given up the connection meanwhile, as it may.
            close();
            answer = attempt(request, head);
        }
        Reply reply = answer;
        if (last || isStream(reply.headers()) || reply.status() <= 0 || reply.header("connection").equalsIgnoreCase("close")) {
            close();
        }
        before = () -> Findings.shown(request).replaceAll("Authorization:.*", "Authorization: …") + "\n-> " + reply;
        return reply;
    }

    private Reply attempt(byte[] request, boolean head) throws IOException {
        if (socket == null) {
            before = () -> "nothing";
            socket = new Socket();
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), CONNECTING_MILLISECONDS);
            socket.setSoTimeout(PATIENCE_MILLISECONDS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        }
        long begun = System.nanoTime();
        try {
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // It may be refused before all of it was read; then the answer is there already.
            }
            return read(begun, head);
        } catch (SocketTimeoutException e) {
            return new Reply(Reply.NOTHING, Map.of(), new byte[0], since(begun));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            String told = "'" + lastLine + "' after, on the same connection:\n" + before.get();
            return new Reply(Reply.NONSENSE, Map.of(), told.getBytes(StandardCharsets.UTF_8), since(begun));
        } catch (IOException e) {
            return new Reply(Reply.CLOSED, Map.of(), new byte[0], since(begun));
        }
    }

    private Reply read(long begun, boolean head) throws IOException {
        Map<String, String> headers = new HashMap<>();
        int status;
        do {
            headers.clear();
            String first = line();
            status = Integer.parseInt(first.split(" ")[1]);
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
        } while (status >= 100 && status < 200 && status != 101);
        byte[] body = head || isStream(headers) || status == 204 || status == 304 ? new byte[0] : body(headers);
        return new Reply(status, headers, body, since(begun));
    }

    /** An answer without an end, of which the head is all that is waited for. Payara loses its type where an Upgrade was asked for. */
    private static boolean isStream(Map<String, String> headers) {
        return headers.getOrDefault("content-type", "").startsWith("text/event-stream") || headers.containsKey("x-accel-buffering");
    }

    private static long since(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int length = chunk(); length > 0; length = chunk()) {
                body.writeBytes(exactly(length));
                line();
            }
            line();
            return body.toByteArray();
        }
        String length = headers.get("content-length");
        if (length != null) {
            return exactly(Integer.parseInt(length));
        }
        headers.put("connection", "close");
        return untilClosed();
    }

    private byte[] untilClosed() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        long begun = System.nanoTime();
        for (int next = in.read(); next >= 0; next = in.read()) {
            body.write(next);
            if (since(begun) > PATIENCE_MILLISECONDS) {
                throw new SocketTimeoutException();
            }
        }
        return body.toByteArray();
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line().split(";")[0].strip(), 16);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.write(next);
        }
        lastLine = line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
        return lastLine;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
