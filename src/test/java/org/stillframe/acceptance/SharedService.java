package org.stillframe.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands every test class the same running {@link Service}, started by the first and reset before each test. */
final class SharedService implements ParameterResolver, BeforeEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedService.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Service.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return service(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        service(context).reset();
    }

    /** The root store closes what it holds when all tests are done. */
    private static Service service(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(Service.class, key -> start(), Service.class);
    }

    private static Service start() {
        try {
            return Service.fresh("shared");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
