package org.stillframe.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request before it is sent, of which anything may be wrong.
 *
 * @param trick what is wrong with it beside its values; for the table
 * @param endpoint whose form it has; null if it is meant for none
 * @param target as it stands in the request line
 * @param headers whole lines, in the order in which they are sent
 * @param body null for none
 * @param framing how its length is told
 * @param connector whether the server's HTTP layer may refuse it by itself, before the service sees it
 */
record Draft(
        String trick,
        Endpoint endpoint,
        String method,
        String target,
        List<String> headers,
        byte[] body,
        Framing framing,
        boolean connector) {

    /** How the end of a body is told. */
    enum Framing {
        LENGTH,
        CHUNKED,
        /** A length where there is no body, or none where there is one. */
        NONE,
        BROKEN_CHUNKS,
        LENGTH_TOO_SHORT,
        BAD_LENGTH
    }

    Draft with(String newTrick, String newMethod, String newTarget, boolean mayBeRefused) {
        return new Draft(newTrick, null, newMethod, newTarget, headers, body, framing, connector || mayBeRefused);
    }

    Draft withHeader(String newTrick, String line, boolean mayBeRefused) {
        List<String> more = new ArrayList<>(headers);
        more.add(line);
        return new Draft(newTrick, endpoint, method, target, more, body, framing, connector || mayBeRefused);
    }

    Draft withBody(String newTrick, byte[] newBody, Framing newFraming, boolean mayBeRefused) {
        return new Draft(newTrick, endpoint, method, target, headers, newBody, newFraming, connector || mayBeRefused);
    }

    /** Whether the connection can be used again after it. */
    boolean leavesConnectionInOrder() {
        return framing == Framing.LENGTH || framing == Framing.CHUNKED || framing == Framing.NONE && body == null;
    }

    /** As it goes over the wire; characters of its head are bytes. */
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringBuilder head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        headers.forEach(line -> head.append(line).append("\r\n"));
        byte[] content = body == null ? new byte[0] : body;
        switch (framing) {
            case LENGTH -> {
                if (body != null) {
                    head.append("Content-Length: ").append(content.length).append("\r\n");
                }
            }
            case LENGTH_TOO_SHORT -> head.append("Content-Length: ").append(content.length / 2).append("\r\n");
            case BAD_LENGTH -> head.append("Content-Length: -").append(content.length).append("x\r\n");
            case CHUNKED, BROKEN_CHUNKS -> head.append("Transfer-Encoding: chunked\r\n");
            case NONE -> {}
        }
        if (!leavesConnectionInOrder()) {
            head.append("Connection: close\r\n");
        }
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (framing == Framing.CHUNKED && content.length > 0) {
            int half = content.length / 2;
            chunk(bytes, content, 0, half);
            chunk(bytes, content, half, content.length - half);
        }
        switch (framing) {
            case CHUNKED -> bytes.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            case BROKEN_CHUNKS -> bytes.writeBytes("zz\r\nnonsense\r\n".getBytes(StandardCharsets.US_ASCII));
            default -> bytes.writeBytes(content);
        }
        return bytes.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream bytes, byte[] content, int from, int length) {
        if (length > 0) {
            bytes.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            bytes.write(content, from, length);
            bytes.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
