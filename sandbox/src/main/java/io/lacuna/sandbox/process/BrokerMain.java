package io.lacuna.sandbox.process;

import java.io.PrintStream;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** Formats the storage if it is new, then runs Kafka. Arguments: the properties file and the cluster's id. */
public final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] arguments) {
        String properties = arguments[0];
        PrintStream out = System.out;
        int status = StorageTool.execute(
                new String[] {"format", "--ignore-formatted", "-t", arguments[1], "-c", properties}, out);
        if (status != 0) {
            System.exit(status);
        }
        Kafka.main(new String[] {properties});
    }
}
