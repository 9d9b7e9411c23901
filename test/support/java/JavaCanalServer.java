import com.alibaba.fastjson2.JSONObject;
import com.alibaba.otter.canal.common.zookeeper.ZkClientx;
import com.alibaba.otter.canal.common.zookeeper.ZookeeperPathUtils;
import com.alibaba.otter.canal.common.zookeeper.running.ServerRunningData;
import com.alibaba.otter.canal.common.zookeeper.running.ServerRunningListener;
import com.alibaba.otter.canal.common.zookeeper.running.ServerRunningMonitor;
import com.alibaba.otter.canal.common.zookeeper.running.ServerRunningMonitors;
import com.alibaba.otter.canal.instance.manager.CanalInstanceWithManager;
import com.alibaba.otter.canal.instance.manager.model.Canal;
import com.alibaba.otter.canal.instance.manager.model.CanalParameter;
import com.alibaba.otter.canal.server.embedded.CanalServerWithEmbedded;
import com.alibaba.otter.canal.server.netty.CanalServerWithNetty;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * Runs Java Canal's own server with one destination until its standard input ends. Its only argument is a JSON object:
 * port, destination, mysqlHost, mysqlPort, user, password, filter, and where wanted journal + position, bufferSize, memUnit, batchMode,
 * ddlIsolation, zookeeper (host:port; the server then stands for election and keeps its cursors there).
 * The letter r on its input restarts the destination.
 * Says what happens as JSON lines: {"event":"listening"}, {"event":"restarted"},
 * {"event":"active"}, {"event":"standby"}.
 */
public final class JavaCanalServer {
    private final JSONObject settings;
    private final String destination;
    private final CanalServerWithEmbedded embedded = CanalServerWithEmbedded.instance();

    private JavaCanalServer(JSONObject settings) {
        this.settings = settings;
        this.destination = settings.getString("destination");
    }

    public static void main(String[] args) throws Exception {
        JavaCanalServer server = new JavaCanalServer(JSONObject.parseObject(args[0]));
        server.start();
        say("listening");
        // Whoever started this process holds its input open for as long as it is wanted.
        for (int order = System.in.read(); order >= 0; order = System.in.read()) {
            if (order == 'r') server.restart();
        }
        System.exit(0);
    }

    private void start() {
        Canal canal = new Canal();
        canal.setId(1L);
        canal.setName(destination);
        canal.setCanalParameter(parameter());
        embedded.setCanalInstanceGenerator(name -> new CanalInstanceWithManager(canal, text("filter", ".*\\..*")));
        embedded.start();
        if (isElected()) standForElection();
        else embedded.start(destination);
        CanalServerWithNetty listener = CanalServerWithNetty.instance();
        listener.setIp("127.0.0.1");
        listener.setPort(settings.getIntValue("port"));
        listener.start();
    }

    /** The destination begins anew in the same process, at its start position and without its consumers. */
    private void restart() {
        embedded.stop(destination);
        embedded.start(destination);
        say("restarted");
    }

    private CanalParameter parameter() {
        CanalParameter it = new CanalParameter();
        it.setCanalId(1L);
        it.setSlaveId(100_000L + settings.getIntValue("port"));
        it.setHaMode(CanalParameter.HAMode.HEARTBEAT);
        it.setStorageMode(CanalParameter.StorageMode.MEMORY);
        it.setStorageBatchMode(CanalParameter.BatchMode.valueOf(text("batchMode", "MEMSIZE")));
        it.setMemoryStorageBufferSize(number("bufferSize", 16 * 1024));
        it.setMemoryStorageBufferMemUnit(number("memUnit", 1024));
        it.setMemoryStorageRawEntry(true);
        it.setDdlIsolation(settings.getBooleanValue("ddlIsolation"));
        it.setParallel(true);
        it.setTsdbEnable(false);
        it.setDetectingEnable(false);
        it.setDefaultConnectionTimeoutInSeconds(30);
        it.setReceiveBufferSize(64 * 1024);
        it.setSendBufferSize(64 * 1024);
        it.setMetaMode(isElected() ? CanalParameter.MetaMode.MIXED : CanalParameter.MetaMode.MEMORY);
        it.setIndexMode(isElected() ? CanalParameter.IndexMode.META : CanalParameter.IndexMode.MEMORY);
        if (isElected()) it.setZkClusters(List.of(settings.getString("zookeeper")));
        it.setSourcingType(CanalParameter.SourcingType.MYSQL);
        InetSocketAddress source = new InetSocketAddress(text("mysqlHost", "127.0.0.1"), settings.getIntValue("mysqlPort"));
        it.setMasterAddress(source);
        it.setDbAddresses(List.of(source));
        it.setDbUsername(settings.getString("user"));
        it.setDbPassword(settings.getString("password"));
        if (settings.containsKey("journal")) {
            JSONObject position = new JSONObject();
            position.put("journalName", settings.getString("journal"));
            position.put("position", settings.getLongValue("position"));
            it.setPositions(List.of(position.toString()));
        }
        return it;
    }

    /** Serves the destination only while this process holds its running node. */
    private void standForElection() {
        ZkClientx zookeeper = ZkClientx.getZkClient(settings.getString("zookeeper"));
        String address = "127.0.0.1:" + settings.getIntValue("port");
        ServerRunningData self = new ServerRunningData(address);
        ServerRunningMonitors.setServerData(self);
        ServerRunningMonitor monitor = new ServerRunningMonitor(self);
        monitor.setDestination(destination);
        monitor.setZkClient(zookeeper);
        monitor.setListener(new ServerRunningListener() {
            private final String node = ZookeeperPathUtils.getDestinationClusterNode(destination, address);

            @Override
            public void processStart() {
                zookeeper.createPersistent(ZookeeperPathUtils.getDestinationClusterRoot(destination), true);
                zookeeper.createEphemeral(node);
            }

            @Override
            public void processStop() {
                zookeeper.delete(node);
            }

            @Override
            public void processActiveEnter() {
                embedded.start(destination);
                say("active");
            }

            @Override
            public void processActiveExit() {
                embedded.stop(destination);
                say("standby");
            }
        });
        ServerRunningMonitors.setRunningMonitors(Map.of(destination, monitor));
        zookeeper.createPersistent(ZookeeperPathUtils.CANAL_CLUSTER_ROOT_NODE, true);
        monitor.start();
        Runtime.getRuntime().addShutdownHook(new Thread(monitor::stop));
    }

    private boolean isElected() {
        return settings.containsKey("zookeeper");
    }

    private String text(String key, String absent) {
        String value = settings.getString(key);
        return value == null ? absent : value;
    }

    private int number(String key, int absent) {
        Integer value = settings.getInteger(key);
        return value == null ? absent : value;
    }

    private static void say(String event) {
        JSONObject line = new JSONObject();
        line.put("event", event);
        System.out.println(line);
        System.out.flush();
    }
}
