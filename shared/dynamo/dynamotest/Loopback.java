import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * Loopback starts DynamoDB Local for tests. It listens on loopback, on a port that the system
 * chooses, and prints the port. It ends when its standard input closes, so it never outlives the
 * process that started it. The main class of DynamoDB Local does none of this: it listens on every
 * interface and on a fixed port, and keeps running.
 */
public class Loopback {
    public static void main(String[] args) throws Exception {
        DynamoDBProxyServer dynamo = ServerRunner.createServerFromCommandLineArgs(
                new String[] {"-inMemory", "-sharedDb", "-disableTelemetry"});
        var field = DynamoDBProxyServer.class.getDeclaredField("server");
        field.setAccessible(true);
        var connector = (ServerConnector) ((Server) field.get(dynamo)).getConnectors()[0];
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        dynamo.safeStart();
        System.out.println("listening on " + connector.getLocalPort());
        while (System.in.read() >= 0) {
            // ignore the input and wait for its end
        }
        Runtime.getRuntime().halt(0);
    }
}
