package org.stillframe.api;

import jakarta.json.JsonObject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.stillframe.error.ErrorCode;

/** Answers in the container's stead wherever it would send its own HTML page; web.xml sends all errors here. */
@WebServlet("/error")
public class ErrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    /** The servlets here are read and nothing else; they refuse other methods without saying so. */
    private static final String GET_ALONE = "GET, HEAD, OPTIONS";

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object told = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int status = told instanceof Integer number ? number : 404;
        tell(request, response, codeOf(status));
    }

    /** Answers with an error in the form that the request calls for. */
    static void tell(HttpServletRequest request, HttpServletResponse response, ErrorCode code) throws IOException {
        response.setStatus(code == ErrorCode.INVALID ? 400 : code.status());
        if (code == ErrorCode.METHOD_NOT_ALLOWED && !response.containsHeader("Allow")) {
            response.setHeader("Allow", GET_ALONE);
        }
        if (ErrorPage.isWanted(request)) {
            ErrorPage.write(request, response, code.title(), detailOf(code));
            return;
        }
        JsonObject problem = Problem.of(code, detailOf(code), RequestIdFilter.idOf(request));
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(problem.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ErrorCode codeOf(int status) {
        for (ErrorCode code : new ErrorCode[] {
            ErrorCode.AUTHENTICATION_FAILED,
            ErrorCode.PERMISSION_DENIED,
            ErrorCode.NOT_FOUND,
            ErrorCode.METHOD_NOT_ALLOWED,
            ErrorCode.NOT_ACCEPTABLE,
            ErrorCode.PAYLOAD_TOO_LARGE,
            ErrorCode.UNSUPPORTED_MEDIA_TYPE
        }) {
            if (code.status() == status) {
                return code;
            }
        }
        if (status == HttpServletResponse.SC_NOT_IMPLEMENTED) {
            // A servlet says so of a method that it does not know.
            return ErrorCode.METHOD_NOT_ALLOWED;
        }
        return status < 500 ? ErrorCode.INVALID : ErrorCode.INTERNAL;
    }

    private static String detailOf(ErrorCode code) {
        return switch (code) {
            case INTERNAL -> "Something failed inside the service. Tell its operator the request id.";
            case NOT_FOUND -> "Nothing is here. Check the path.";
            case PAYLOAD_TOO_LARGE -> "Send at most 1 MiB.";
            default -> "The request cannot be served: " + code.title().toLowerCase(Locale.ROOT) + ".";
        };
    }
}
