package io.lacuna.distribution;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lacuna as an installed folder, run as on a machine with a Java runtime and no build tools: the PATH contains only
 * {@code java} and the launcher's four tools, and Java has no compiler.
 */
public final class Installation {
    private static final List<String> TOOLS = List.of("dirname", "readlink", "grep", "sed");

    private final Path home;
    private final Path path;
    private final Path scratch;

    private Installation(Path home, Path path, Path scratch) {
        this.home = home;
        this.path = path;
        this.scratch = scratch;
    }

    /** Result of a command. */
    public record Result(int status, String output, String errors) {}

    /**
     * The result of this build: the archive with this name, unpacked, if the build makes archives; otherwise the
     * folder.
     *
     * @param scratch an empty folder
     */
    public static Installation built(String archive, Path scratch) throws IOException {
        Path path = Files.createDirectories(Path.of("target/runtime")).toAbsolutePath();
        link(path.resolve("java"), Path.of(System.getProperty("java.home"), "bin", "java"));
        for (String tool : TOOLS) {
            link(path.resolve(tool), which(tool));
        }
        Path zip = Path.of("target", archive + ".zip");
        Path home = Boolean.getBoolean("lacuna.release")
                ? unzip(zip, Files.createDirectory(scratch.resolve("unpacked"))).resolve(archive)
                : Path.of("target/lacuna");
        return new Installation(home.toAbsolutePath(), path, scratch);
    }

    private static void link(Path link, Path target) throws IOException {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
    }

    public Path home() {
        return home;
    }

    /** Runs {@code bin/lacuna} to its end. */
    public Result run(Path folder, List<String> arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(scratch, "output", ".txt");
        Path errors = Files.createTempFile(scratch, "errors", ".txt");
        Process process = start(folder, arguments, output, errors);
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                throw new AssertionError("lacuna " + String.join(" ", arguments) + " did not end");
            }
            return new Result(process.exitValue(), Files.readString(output), said(errors));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Starts {@code bin/lacuna}. */
    public Process start(Path folder, List<String> arguments, Path output, Path errors) throws IOException {
        List<String> words = new ArrayList<>(List.of(home.resolve("bin/lacuna").toString()));
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", path.toString(),
                        "HOME", scratch.toString(),
                        "JDK_JAVA_OPTIONS", "--limit-modules=" + runtimeModules()));
        return builder.start();
    }

    /** The text without the line in which Java lists options from the environment. */
    private static String said(Path errors) throws IOException {
        return Files.readString(errors)
                .lines()
                .filter(line -> !line.startsWith("NOTE: Picked up JDK_JAVA_OPTIONS"))
                .collect(Collectors.joining("\n"));
    }

    /**
     * The modules of this Java without its compiler and the modules that depend on it, as in a runtime without tools.
     */
    private static String runtimeModules() {
        Set<ModuleDescriptor> modules = ModuleFinder.ofSystem().findAll().stream()
                .map(ModuleReference::descriptor)
                .collect(Collectors.toSet());
        Set<String> tools = new HashSet<>(Set.of("jdk.compiler", "jdk.jlink", "jdk.jdeps", "jdk.jartool"));
        int before;
        do {
            before = tools.size();
            modules.stream()
                    .filter(module -> module.requires().stream().anyMatch(needed -> tools.contains(needed.name())))
                    .forEach(module -> tools.add(module.name()));
        } while (tools.size() > before);
        return modules.stream()
                .map(ModuleDescriptor::name)
                .filter(name -> !tools.contains(name))
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static Path which(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + tool + " on the PATH"));
    }

    /** Unpacks with the permissions in the archive. */
    private static Path unzip(Path zip, Path into) throws IOException {
        try (FileSystem archive = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true));
                Stream<Path> entries = Files.walk(archive.getPath("/"))) {
            for (Path entry : entries.toList()) {
                Path target =
                        into.resolve(archive.getPath("/").relativize(entry).toString());
                if (Files.isDirectory(entry)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(entry, target);
                    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(entry);
                    Files.setPosixFilePermissions(target, permissions);
                }
            }
        }
        return into;
    }
}
