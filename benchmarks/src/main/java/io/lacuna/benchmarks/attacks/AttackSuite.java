package io.lacuna.benchmarks.attacks;

import io.lacuna.benchmarks.Benchmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Attacks a stream, one after the other, each on a topic of its own: a table of what was done and whether its rule held,
 * ended by {@code held N of N}.
 */
public final class AttackSuite implements Benchmark {
    @Override
    public String description() {
        return "attacks on network, topics, registry, records, models, HTTP, command line: [--only NAME,NAME]";
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        List<Attack> attacks = chosen(arguments);
        Path folder = Files.createTempDirectory("lacuna-attacks");
        int held = 0;
        try (AttackRig rig = new AttackRig(folder)) {
            for (Attack attack : attacks) {
                held += holds(attack, rig) ? 1 : 0;
            }
        }
        System.out.println("held " + held + " of " + attacks.size());
        if (held < attacks.size()) {
            throw new IllegalStateException(attacks.size() - held + " rules do not hold; data are left in " + folder);
        }
    }

    private static List<Attack> chosen(List<String> arguments) {
        List<Attack> all = new ArrayList<>(StreamAttacks.all());
        all.addAll(OutsideAttacks.all());
        all.addAll(LifeAttacks.all());
        if (arguments.isEmpty()) {
            return all;
        }
        if (arguments.size() != 2 || !arguments.get(0).equals("--only")) {
            throw new IllegalArgumentException("usage: attacks [--only NAME,NAME]");
        }
        Set<String> names = Set.of(arguments.get(1).split(","));
        List<Attack> chosen =
                all.stream().filter(attack -> names.contains(attack.name())).toList();
        if (chosen.size() != names.size()) {
            throw new IllegalArgumentException("the attacks are "
                    + String.join(", ", all.stream().map(Attack::name).toList()));
        }
        return chosen;
    }

    private static boolean holds(Attack attack, AttackRig rig) {
        long began = System.nanoTime();
        String broken = null;
        try {
            attack.run().on(rig);
        } catch (Attack.BrokenException rule) {
            broken = rule.getMessage();
        } catch (Exception | Error failed) {
            broken = failed.toString();
        }
        System.out.printf(
                Locale.ROOT,
                "%-14s %-96s %-6s %5.1f s%n",
                attack.name(),
                attack.words(),
                broken == null ? "held" : "BROKEN",
                (System.nanoTime() - began) / 1e9);
        if (broken != null) {
            System.out.println("               " + broken);
        }
        return broken == null;
    }
}
