package org.stillframe.event;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Optional;

/**
 * An answer that may become an event stream. Once it is to, it is neither given a length nor closed by whoever writes its
 * beginning.
 */
final class StreamOpening extends HttpServletResponseWrapper {
    private static final String ATTRIBUTE = StreamOpening.class.getName();

    private EventStream stream;

    StreamOpening(HttpServletRequest request, HttpServletResponse response) {
        super(response);
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The one of that request, if its answer can become a stream. */
    static Optional<StreamOpening> of(HttpServletRequest request) {
        return Optional.ofNullable((StreamOpening) request.getAttribute(ATTRIBUTE));
    }

    void become(EventStream accepted) {
        stream = accepted;
    }

    Optional<EventStream> stream() {
        return Optional.ofNullable(stream);
    }

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        if (stream == null) {
            super.setContentLengthLong(length);
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        ServletOutputStream out = super.getOutputStream();
        return new ServletOutputStream() {
            @Override
            public void write(int octet) throws IOException {
                out.write(octet);
            }

            @Override
            public void write(byte[] octets, int from, int count) throws IOException {
                out.write(octets, from, count);
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }

            @Override
            public void close() throws IOException {
                if (stream == null) {
                    out.close();
                }
            }

            @Override
            public boolean isReady() {
                return out.isReady();
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                out.setWriteListener(listener);
            }
        };
    }
}
