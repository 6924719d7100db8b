package org.stillframe.interruption;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Its calls are boundaries of the journal. */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@interface Mortal {
    /** For {@link MortalHosts}. */
    final class Literal extends AnnotationLiteral<Mortal> implements Mortal {
        private static final long serialVersionUID = 1L;
    }
}
