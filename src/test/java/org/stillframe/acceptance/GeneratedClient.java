package org.stillframe.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A client that openapi-generator makes of the document, with a program that uses it, in {@code src/test/openapi}. */
enum GeneratedClient {
    JAVA("Round.java", "java", "--library", "native", "-p", "useJakartaEe=true,openApiNullable=false,invokerPackage="
            + "org.stillframe.client,apiPackage=org.stillframe.client.api,modelPackage=org.stillframe.client.model") {
        @Override
        void compile(Path directory) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of(
                    JDK.resolve("javac").toString(), "-encoding", "UTF-8", "-proc:none", "-nowarn",
                    "-cp", libraries(), "-d", "classes", program()));
            try (Stream<Path> sources = Files.walk(directory.resolve("client/src/main/java"))) {
                sources.map(Path::toString).filter(source -> source.endsWith(".java")).forEach(command::add);
            }
            run(directory, command);
        }

        @Override
        List<String> command() {
            return List.of(JDK.resolve("java").toString(), "-cp", "classes" + File.pathSeparator + libraries(), "Round");
        }
    },

    PYTHON("round.py", "python", "-p", "packageName=stillframe_client") {
        @Override
        boolean isReady() {
            return Files.exists(Path.of(python()));
        }

        @Override
        void compile(Path directory) throws IOException, InterruptedException {
            run(directory, List.of(python(), "-m", "compileall", "-q", "client"));
        }

        @Override
        List<String> command() {
            return List.of("env", "PYTHONPATH=client", python(), program());
        }
    },

    TYPESCRIPT("round.ts", "typescript-fetch") {
        @Override
        void compile(Path directory) throws IOException, InterruptedException {
            run(directory, List.of(
                    TOOLS.resolve("node_modules/.bin/tsc").toString(), "--strict", "--noEmitOnError", "--target", "es2022",
                    "--module", "commonjs", "--lib", "es2022,dom", "--outDir", "compiled", program()));
        }

        @Override
        List<String> command() {
            return List.of("node", "compiled/round.js");
        }
    };

    private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");
    private static final Path GENERATOR = Path.of("target/openapi-generator").toAbsolutePath();
    private static final Path TOOLS = Path.of("target/openapi-tools").toAbsolutePath();
    private static final long MINUTES = 3;

    private final String program;
    private final List<String> generator;

    GeneratedClient(String program, String... generator) {
        this.program = program;
        this.generator = List.of(generator);
    }

    /** Whether what it needs is there. ./test has said so if a machine without Python's index lacks something. */
    boolean isReady() {
        return true;
    }

    /** Compiles the client and the program that uses it. */
    abstract void compile(Path directory) throws IOException, InterruptedException;

    /** What runs the program. */
    abstract List<String> command();

    /** Makes the client in {@code client}, and puts the program beside it. */
    void generate(Path document, Path directory) throws IOException, InterruptedException {
        assertThat(TOOLS.resolve("installed")).as("what ./test installs").exists();
        List<String> command = new ArrayList<>(List.of(
                JDK.resolve("java").toString(), "-jar", GENERATOR.resolve("openapi-generator.jar").toString(), "generate",
                "-i", document.toString(), "-o", "client", "--global-property",
                "apis,models,supportingFiles,apiTests=false,modelTests=false,apiDocs=false,modelDocs=false", "-g"));
        command.addAll(generator);
        run(directory, command);
        Files.copy(Path.of("src/test/openapi", program), directory.resolve(program));
    }

    /** Runs the program and answers with what it prints. */
    String use(Path directory, URI url, String token) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(command());
        command.addAll(List.of(url.toString().replaceAll("/$", ""), token));
        return run(directory, command);
    }

    String program() {
        return program;
    }

    private static String libraries() {
        return GENERATOR.resolve("java") + File.separator + "*";
    }

    private static String python() {
        return TOOLS.resolve("python/bin/python").toString();
    }

    private static String run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("the end of " + command.get(0)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(output, UTF_8);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
