import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * DynamoDB Local as a test wants it. Its own main listens on every interface, on a port that must
 * be guessed free, and outlives whoever started it. This one listens on loopback, on a port that
 * the system chooses and it prints, and ends when its standard input closes: that is, at the
 * latest, when the process that started it dies, however it dies.
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
            // Nothing is expected; only the end matters.
        }
        Runtime.getRuntime().halt(0);
    }
}
