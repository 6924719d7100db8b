package org.stillframe.interruption;

import jakarta.annotation.Resource;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.stillframe.operation.OperationStep.Postponed;

/** Lets the process die when a transaction has been committed. Stands around every enterprise bean, by ejb-jar.xml. */
public class CommitBoundary {
    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transactions;

    @AroundInvoke
    Object call(InvocationContext invocation) throws Exception {
        Mortality life = Mortality.current();
        if (life == null) {
            return invocation.proceed();
        }
        if (life.isDead()) {
            // The container would wrap an error, and log it.
            throw new Postponed("The process is dead: " + life.place());
        }
        boolean active = transactions.getTransactionStatus() == Status.STATUS_ACTIVE;
        if (active && transactions.getResource(CommitBoundary.class) == null) {
            transactions.putResource(CommitBoundary.class, life);
            transactions.registerInterposedSynchronization(new Boundary(life, invocation.getMethod().getName()));
        }
        return invocation.proceed();
    }

    private final class Boundary implements Synchronization {
        private final Mortality life;
        private final String method;

        Boundary(Mortality life, String method) {
            this.life = life;
            this.method = method;
        }

        /** One that was open when the process died is never committed. */
        @Override
        public void beforeCompletion() {
            if (life.isDead()) {
                transactions.setRollbackOnly();
            }
        }

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED && !life.isDead()) {
                life.isLastAt("after the commit of " + method);
            }
        }
    }
}
