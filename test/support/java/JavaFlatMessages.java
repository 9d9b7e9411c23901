import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONWriter;
import com.alibaba.otter.canal.connector.core.producer.MQMessageUtils;
import com.alibaba.otter.canal.protocol.CanalEntry;
import com.alibaba.otter.canal.protocol.FlatMessage;
import com.alibaba.otter.canal.protocol.Message;
import com.google.protobuf.ByteString;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Java Canal's own flat JSON: for each line of input, the bytes of an entry in base64, prints {"flat": [text …]} with the batch id 7 and the
 * time 1700000000123.
 */
public final class JavaFlatMessages {
    public static void main(String[] none) throws Exception {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), new ThreadPoolExecutor.CallerRunsPolicy());
        executor.allowCoreThreadTimeOut(true);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream output = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            ByteString bytes = ByteString.copyFrom(Base64.getDecoder().decode(line));
            Message message = new Message(7, Collections.singletonList(CanalEntry.Entry.parseFrom(bytes)));
            List<FlatMessage> flats = MQMessageUtils.messageConverter(MQMessageUtils.buildMessageData(message, executor), 7);
            String[] texts = new String[flats.size()];
            for (int i = 0; i < texts.length; i++) {
                flats.get(i).setTs(1700000000123L);
                texts[i] = JSON.toJSONString(flats.get(i), JSONWriter.Feature.WriteNulls);
            }
            output.println(JSON.toJSONString(Collections.singletonMap("flat", texts)));
            output.flush();
        }
    }
}
