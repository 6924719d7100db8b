package org.stillframe.acceptance;

import java.io.IOException;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stillframe.ApiSmoke;
import org.stillframe.Refusal;
import org.stillframe.ServiceUnderTest;

/** What WildFly answers, Payara Micro answers too. */
@ExtendWith(SharedService.class)
class PayaraSmokeIT extends ApiSmoke {
    private final ServiceUnderTest service;

    PayaraSmokeIT(Service service) throws IOException {
        this.service = ServiceUnderTest.of(service.data().resolve("demo.env"));
    }

    @Override
    protected ServiceUnderTest service() {
        return service;
    }

    @Override
    protected String expected(Refusal refusal) {
        return refusal.onPayara();
    }
}
