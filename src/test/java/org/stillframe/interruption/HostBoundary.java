package org.stillframe.interruption;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** Lets the process die before, within or after a call that changes something on a host. */
@Mortal
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
public class HostBoundary {
    private static final Map<String, Call> CALLS =
            Arrays.stream(Call.values()).collect(Collectors.toMap(Call::method, Function.identity()));
    private static final Set<Call> WITH_A_MIDWAY = Set.of(Call.CUT, Call.SWITCH_HEADS, Call.MERGE);
    private static final String SCHEME = "simulated://";

    @AroundInvoke
    Object call(InvocationContext invocation) throws Exception {
        Mortality life = Mortality.current();
        Call call = CALLS.get(invocation.getMethod().getName());
        if (life == null || call == null) {
            return invocation.proceed();
        }
        life.requireAlive();
        if (!call.changing()) {
            return invocation.proceed();
        }
        life.pass("before " + call.method());
        if (WITH_A_MIDWAY.contains(call) && life.isLastAt("within " + call.method())) {
            doHalf(invocation, call);
            life.requireAlive();
        }
        dieAlsoBetween(invocation, life);
        Object answer = invocation.proceed();
        life.pass("after " + call.method());
        return answer;
    }

    /** Half of the effect, and then nothing more: as {@link SimulatedFaults} has it. */
    private static void doHalf(InvocationContext invocation, Call call) throws Exception {
        Path host = Path.of(((DomainRef) invocation.getParameters()[0]).host().substring(SCHEME.length()));
        SimulatedFaults.none().fail(call, Point.MIDWAY, Kind.FAILED).install(host);
        try {
            dieAlsoBetween(invocation, Mortality.current());
            invocation.proceed();
        } catch (HypervisorException | Interruption e) {
            // As it should be. A call that had nothing to do has no midway, and has ended.
        } finally {
            SimulatedFaults.clear(host);
        }
    }

    /** The progress of a merge is told to the journal: the process may die of that, and the merge with it. */
    private static void dieAlsoBetween(InvocationContext invocation, Mortality life) {
        Object[] parameters = invocation.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] instanceof IntConsumer progress) {
                parameters[i] = (IntConsumer) percent -> {
                    if (!life.isDead()) {
                        progress.accept(percent);
                        life.requireAlive();
                    }
                };
            }
        }
        invocation.setParameters(parameters);
    }
}
