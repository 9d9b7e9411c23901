import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.fastjson2.JSONWriter;
import com.alibaba.otter.canal.client.CanalConnector;
import com.alibaba.otter.canal.client.CanalConnectors;
import com.alibaba.otter.canal.client.impl.SimpleCanalConnector;
import com.alibaba.otter.canal.protocol.CanalEntry;
import com.alibaba.otter.canal.protocol.Message;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The official Canal client on a leash: each line of standard input is a JSON object {"do": …} that becomes one call of it, each is answered
 * by one JSON line: {"ok":true, …} or {"ok":false,"error":"…"}. Ends with its input.
 */
public final class JavaCanalClient {
    private CanalConnector connector;

    public static void main(String[] none) throws Exception {
        JavaCanalClient client = new JavaCanalClient();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            JSONObject answer;
            try {
                answer = client.obey(JSONObject.parseObject(line));
                answer.put("ok", true);
            } catch (Exception refused) {
                answer = new JSONObject();
                answer.put("ok", false);
                answer.put("error", story(refused));
            }
            byte[] bytes = answer.toString(JSONWriter.Feature.WriteMapNullValue).getBytes(StandardCharsets.UTF_8);
            System.out.write(bytes);
            System.out.write('\n');
            System.out.flush();
        }
    }

    /** The messages of an exception and of its causes. */
    private static String story(Throwable refused) {
        StringBuilder story = new StringBuilder(String.valueOf(refused.getMessage()));
        for (Throwable cause = refused.getCause(); cause != null; cause = cause.getCause()) story.append(": ").append(cause.getMessage());
        return story.toString();
    }

    private JSONObject obey(JSONObject order) throws Exception {
        JSONObject answer = new JSONObject();
        switch (order.getString("do")) {
            case "connect":
                connector = CanalConnectors.newSingleConnector(
                    new InetSocketAddress(order.getString("host"), order.getIntValue("port")),
                    order.getString("destination"), order.getString("username"), order.getString("password"));
                if (order.containsKey("rollbackOnConnect")) {
                    ((SimpleCanalConnector) connector).setRollbackOnConnect(order.getBooleanValue("rollbackOnConnect"));
                }
                connector.connect();
                break;
            case "connectCluster":
                connector = CanalConnectors.newClusterConnector(
                    order.getString("zkServers"), order.getString("destination"), order.getString("username"), order.getString("password"));
                connector.connect();
                break;
            case "reconnect":
                connector.disconnect();
                connector.connect();
                break;
            case "noDelay":
                socket().setOption(StandardSocketOptions.TCP_NODELAY, true);
                break;
            case "subscribe":
                connector.subscribe(order.getString("filter"));
                break;
            case "unsubscribe":
                connector.unsubscribe();
                break;
            case "get":
                put(answer, connector.get(order.getIntValue("size"), order.getLong("timeout"), TimeUnit.MILLISECONDS));
                break;
            case "getWithoutAck":
                put(answer, connector.getWithoutAck(order.getIntValue("size"), order.getLong("timeout"), TimeUnit.MILLISECONDS));
                break;
            case "ack":
                connector.ack(order.getLongValue("id"));
                break;
            case "rollback":
                if (order.containsKey("id")) connector.rollback(order.getLongValue("id"));
                else connector.rollback();
                break;
            case "drain":
                drain(answer, order.getIntValue("size"), order.getLongValue("rows"));
                break;
            case "disconnect":
                connector.disconnect();
                break;
            default:
                throw new IllegalArgumentException("unknown order " + order);
        }
        return answer;
    }

    /** Gets and acks until so many rows have come, reading each column of each as a consumer does. */
    private void drain(JSONObject answer, int size, long rows) throws Exception {
        long seen = 0;
        long batches = 0;
        long characters = 0;
        long begun = System.nanoTime();
        while (seen < rows) {
            Message message = connector.getWithoutAck(size);
            if (message.getId() == -1) {
                Thread.sleep(1);
                continue;
            }
            batches++;
            for (CanalEntry.Entry entry : message.getEntries()) {
                if (entry.getEntryType() != CanalEntry.EntryType.ROWDATA) continue;
                CanalEntry.RowChange change = CanalEntry.RowChange.parseFrom(entry.getStoreValue());
                for (CanalEntry.RowData row : change.getRowDatasList()) {
                    for (CanalEntry.Column column : row.getBeforeColumnsList()) characters += column.getValue().length();
                    for (CanalEntry.Column column : row.getAfterColumnsList()) characters += column.getValue().length();
                    seen++;
                }
            }
            connector.ack(message.getId());
        }
        answer.put("rows", seen);
        answer.put("batches", batches);
        answer.put("characters", characters);
        answer.put("nanoseconds", System.nanoTime() - begun);
    }

    private static void put(JSONObject answer, Message message) throws Exception {
        answer.put("id", message.getId());
        JSONArray entries = new JSONArray();
        for (CanalEntry.Entry entry : message.getEntries()) entries.add(tell(entry));
        answer.put("entries", entries);
    }

    private static JSONObject tell(CanalEntry.Entry entry) throws Exception {
        CanalEntry.Header header = entry.getHeader();
        JSONObject told = new JSONObject();
        told.put("entryType", entry.getEntryType().name());
        told.put("file", header.getLogfileName());
        told.put("offset", header.getLogfileOffset());
        told.put("timestamp", header.getExecuteTime());
        told.put("schema", header.getSchemaName());
        told.put("table", header.getTableName());
        if (entry.getEntryType() != CanalEntry.EntryType.ROWDATA) return told;
        CanalEntry.RowChange change = CanalEntry.RowChange.parseFrom(entry.getStoreValue());
        told.put("type", change.getEventType().name());
        told.put("isDdl", change.getIsDdl());
        told.put("sql", change.getSql());
        JSONArray rows = new JSONArray();
        for (CanalEntry.RowData data : change.getRowDatasList()) {
            JSONObject row = new JSONObject();
            row.put("before", columns(data.getBeforeColumnsList()));
            row.put("after", columns(data.getAfterColumnsList()));
            rows.add(row);
        }
        told.put("rows", rows);
        return told;
    }

    private static JSONArray columns(Iterable<CanalEntry.Column> list) {
        JSONArray columns = new JSONArray();
        for (CanalEntry.Column column : list) {
            JSONObject told = new JSONObject();
            told.put("name", column.getName());
            told.put("value", column.getIsNull() ? null : column.getValue());
            told.put("updated", column.getUpdated());
            told.put("isKey", column.getIsKey());
            told.put("mysqlType", column.getMysqlType());
            told.put("sqlType", column.getSqlType());
            columns.add(told);
        }
        return columns;
    }

    /** The connector keeps its socket to itself. */
    private SocketChannel socket() throws ReflectiveOperationException {
        Field field = SimpleCanalConnector.class.getDeclaredField("channel");
        field.setAccessible(true);
        return (SocketChannel) field.get(connector);
    }
}
