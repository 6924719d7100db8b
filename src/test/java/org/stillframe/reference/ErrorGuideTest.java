package org.stillframe.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.stillframe.error.ErrorCode;

class ErrorGuideTest {
    @Test
    void everyCodeIsExplainedAndNothingElse() throws IOException {
        Properties explanations = new Properties();
        try (InputStream file = ErrorGuide.class.getResourceAsStream("/META-INF/error-guide.properties")) {
            explanations.load(file);
        }
        assertThat(explanations.stringPropertyNames())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
        assertThat(new ErrorGuide().getEntries()).allSatisfy(entry -> assertThat(entry.explanation()).hasSizeGreaterThan(40));
    }
}
