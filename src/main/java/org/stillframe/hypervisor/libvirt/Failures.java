package org.stillframe.hypervisor.libvirt;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.libvirt.Error.ErrorDomain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/** The one place where libvirt's errors become the port's. */
final class Failures {
    private static final Set<ErrorNumber> NO_ANSWER = EnumSet.of(
            ErrorNumber.VIR_ERR_NO_CONNECT,
            ErrorNumber.VIR_ERR_INVALID_CONN,
            ErrorNumber.VIR_ERR_RPC,
            ErrorNumber.VIR_ERR_AUTH_FAILED,
            ErrorNumber.VIR_ERR_AUTH_CANCELLED,
            ErrorNumber.VIR_ERR_AUTH_UNAVAILABLE,
            ErrorNumber.VIR_ERR_GNUTLS_ERROR,
            ErrorNumber.VIR_ERR_SSH,
            ErrorNumber.VIR_ERR_LIBSSH,
            ErrorNumber.VIR_ERR_UNKNOWN_HOST,
            ErrorNumber.VIR_ERR_NO_SERVER,
            ErrorNumber.VIR_ERR_NO_CLIENT);

    private static final Set<ErrorNumber> NOT_NOW = EnumSet.of(
            ErrorNumber.VIR_ERR_OPERATION_INVALID,
            ErrorNumber.VIR_ERR_RESOURCE_BUSY,
            ErrorNumber.VIR_ERR_BLOCK_COPY_ACTIVE,
            ErrorNumber.VIR_ERR_OPERATION_TIMEOUT);

    private static final Set<ErrorNumber> AGENT = EnumSet.of(
            ErrorNumber.VIR_ERR_AGENT_UNRESPONSIVE, ErrorNumber.VIR_ERR_AGENT_UNSYNCED);

    private Failures() {}

    static HypervisorException translate(String doing, LibvirtException failure) {
        return new HypervisorException(kind(failure), doing + ": " + failure.getMessage(), failure);
    }

    static boolean is(LibvirtException failure, ErrorNumber code) {
        return failure.getError() != null && failure.getError().getCode() == code;
    }

    /** Whether libvirt blames the guest agent: absent, silent, or unable to do what it was asked. */
    static boolean blamesAgent(LibvirtException failure) {
        if (failure.getError() == null) {
            return false;
        }
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return AGENT.contains(failure.getError().getCode())
                || message.contains("guest agent") || message.contains("guest-fsfreeze");
    }

    /** Whether the link to the host is what failed, so that nothing is known about the request. */
    static boolean isLink(LibvirtException failure) {
        if (failure.getError() == null) {
            return false;
        }
        ErrorDomain domain = failure.getError().getDomain();
        return NO_ANSWER.contains(failure.getError().getCode())
                || domain == ErrorDomain.VIR_FROM_RPC
                || domain == ErrorDomain.VIR_FROM_SSH
                || domain == ErrorDomain.VIR_FROM_LIBSSH;
    }

    static boolean tellsOfNoSpace(String message) {
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    private static Kind kind(LibvirtException failure) {
        if (failure.getError() == null) {
            return Kind.FAILED;
        }
        ErrorNumber code = failure.getError().getCode();
        String message = String.valueOf(failure.getMessage());
        if (code == ErrorNumber.VIR_ERR_NO_DOMAIN) {
            return Kind.DOMAIN_NOT_FOUND;
        }
        if (isLink(failure)) {
            return Kind.UNAVAILABLE;
        }
        if (tellsOfNoSpace(message)) {
            return Kind.NO_SPACE;
        }
        return NOT_NOW.contains(code) ? Kind.WRONG_STATE : Kind.FAILED;
    }
}
