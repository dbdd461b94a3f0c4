<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Export the &amp;picture…</source>
        <translation>导出图片(&amp;P)…</translation>
    </message>
    <message>
        <source>Export the pac&amp;kets…</source>
        <translation>导出数据包(&amp;K)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Lose the segment</source>
        <translation>丢失该报文段(&amp;L)</translation>
    </message>
    <message>
        <source>Switch the &amp;edit on or off</source>
        <translation>启用或停用该编辑(&amp;E)</translation>
    </message>
    <message>
        <source>Re&amp;move the edit</source>
        <translation>删除该编辑(&amp;M)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>Natural &amp;size</source>
        <translation>原始大小(&amp;S)</translation>
    </message>
    <message>
        <source>Show &amp;everything</source>
        <translation>显示全部(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Fold idle time</source>
        <translation>折叠空闲时间(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Dark theme</source>
        <translation>深色主题(&amp;D)</translation>
    </message>
    <message>
        <source>简体中文(&amp;L)</source>
        <translation>&amp;English</translation>
    </message>
    <message>
        <source>Sea&amp;rch the labs</source>
        <translation>搜索实验(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Previous lab</source>
        <translation>上一个实验(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Next lab</source>
        <translation>下一个实验(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Live on a network…</source>
        <translation>接入真实网络(&amp;L)…</translation>
    </message>
    <message>
        <source>&amp;Stop the live session</source>
        <translation>停止实时会话(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Plugins…</source>
        <translation>插件(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;About TCP Lab</source>
        <translation>关于 TCP Lab(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Parameters…</source>
        <translation>参数(&amp;P)…</translation>
    </message>
</context>
<context>
    <name>Chapter</name>
    <message>
        <source>Formats and addressing</source>
        <translation>格式与寻址</translation>
    </message>
    <message>
        <source>Opening a connection</source>
        <translation>建立连接</translation>
    </message>
    <message>
        <source>Closing a connection</source>
        <translation>关闭连接</translation>
    </message>
    <message>
        <source>When something dies</source>
        <translation>当一方失效时</translation>
    </message>
    <message>
        <source>Reliability, flow and congestion</source>
        <translation>可靠传输、流量控制与拥塞控制</translation>
    </message>
    <message>
        <source>Applications on top</source>
        <translation>上层应用</translation>
    </message>
</context>
<context>
    <name>Event</name>
    <message>
        <source>%1 sends %2 again (try %3)</source>
        <translation>%1 重发 %2（第 %3 次）</translation>
    </message>
    <message>
        <source>%1 sends %2</source>
        <translation>%1 发送 %2</translation>
    </message>
    <message>
        <source>%1 arrives at %2</source>
        <translation>%1 到达 %2</translation>
    </message>
    <message>
        <source>%1: %2 (%3)</source>
        <translation>%1：%2（%3）</translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <translation>%1：%2 → %3</translation>
    </message>
    <message>
        <source>%1 calls %2</source>
        <translation>%1 调用 %2</translation>
    </message>
    <message>
        <source>%1: %2 returns</source>
        <translation>%1：%2 返回</translation>
    </message>
    <message>
        <source>the call</source>
        <translation>该调用</translation>
    </message>
    <message>
        <source>%1: %2 set to %3</source>
        <translation>%1：%2设为 %3</translation>
    </message>
    <message>
        <source>%1: %2 fires</source>
        <translation>%1：%2到期</translation>
    </message>
    <message>
        <source>%1: %2 stopped</source>
        <translation>%1：%2停止</translation>
    </message>
    <message>
        <source>%1: cwnd %2, flight %3</source>
        <translation>%1：cwnd %2，在途 %3</translation>
    </message>
    <message>
        <source>Queue of %1 (%2): %3 packets, %4</source>
        <translation>%1 的队列（%2）：%3 个数据包，%4</translation>
    </message>
    <message>
        <source>%1 is altered on %2 (%3)</source>
        <translation>%1 在 %2 上被改动（%3）</translation>
    </message>
    <message>
        <source>%1 has read %2 in all</source>
        <translation>%1 共已读取 %2</translation>
    </message>
    <message>
        <source>%1 has written %2 in all</source>
        <translation>%1 共已写入 %2</translation>
    </message>
    <message>
        <source>the link</source>
        <translation>链路</translation>
    </message>
    <message>
        <source>a datagram</source>
        <translation>一个数据报</translation>
    </message>
    <message>
        <source>%1: %2 is %3</source>
        <translation>%1：%2 为 %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 leaves %2 after it has waited for a hardware address</source>
        <translation>%1 在等到硬件地址后离开 %2</translation>
    </message>
    <message>
        <source>%1: %2 of %3: %4 of %5</source>
        <translation>%1：%3 的%2：%4 / %5</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>至少 %1</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>最多 %1</translation>
    </message>
    <message>
        <source>What if: %1</source>
        <translation>如果：%1</translation>
    </message>
    <message>
        <source>Units: %1</source>
        <translation>单位：%1</translation>
    </message>
    <message>
        <source>Default: %1</source>
        <translation>默认：%1</translation>
    </message>
    <message>
        <source>Line %1, column %2: %3</source>
        <translation>第 %1 行第 %2 列：%3</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>datagram</source>
        <translation>数据报</translation>
    </message>
    <message>
        <source>ICMP echo request</source>
        <translation>ICMP 回显请求</translation>
    </message>
    <message>
        <source>ICMP echo reply</source>
        <translation>ICMP 回显应答</translation>
    </message>
    <message>
        <source>ICMP destination unreachable</source>
        <translation>ICMP 目的不可达</translation>
    </message>
    <message>
        <source>1 byte</source>
        <translation>1 字节</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 字节</translation>
    </message>
    <message>
        <source>lost by an edit</source>
        <translation>被编辑丢失</translation>
    </message>
    <message>
        <source>lost on the link</source>
        <translation>在链路上丢失</translation>
    </message>
    <message>
        <source>queue full</source>
        <translation>队列已满</translation>
    </message>
    <message>
        <source>dropped: wrong checksum</source>
        <translation>丢弃：校验和错误</translation>
    </message>
    <message>
        <source>dropped: malformed</source>
        <translation>丢弃：格式错误</translation>
    </message>
    <message>
        <source>dropped: not for this host</source>
        <translation>丢弃：不是发给本主机</translation>
    </message>
    <message>
        <source>dropped: outside the window</source>
        <translation>丢弃：在窗口之外</translation>
    </message>
    <message>
        <source>dropped: RST fits nothing</source>
        <translation>丢弃：RST 不匹配</translation>
    </message>
    <message>
        <source>dropped: acknowledges what was never sent</source>
        <translation>丢弃：确认了从未发送的数据</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>%1 timer</source>
        <translation>%1定时器</translation>
    </message>
    <message>
        <source>ICMP packet too big</source>
        <translation>ICMP 数据包过大</translation>
    </message>
    <message>
        <source>ICMP time exceeded</source>
        <translation>ICMP 超时</translation>
    </message>
    <message>
        <source>two-way handshake</source>
        <translation>两次握手</translation>
    </message>
    <message>
        <source>fixed ISN</source>
        <translation>固定 ISN</translation>
    </message>
    <message>
        <source>no TIME-WAIT</source>
        <translation>没有 TIME-WAIT</translation>
    </message>
    <message>
        <source>silly windows</source>
        <translation>糊涂窗口</translation>
    </message>
    <message>
        <source>no RTO back-off</source>
        <translation>RTO 不退避</translation>
    </message>
    <message>
        <source>no congestion control</source>
        <translation>没有拥塞控制</translation>
    </message>
    <message>
        <source>no PAWS</source>
        <translation>没有 PAWS</translation>
    </message>
    <message>
        <source>FIN and ACK never merged</source>
        <translation>FIN 与 ACK 从不合并</translation>
    </message>
    <message>
        <source>FIN and ACK always merged</source>
        <translation>FIN 与 ACK 总是合并</translation>
    </message>
    <message>
        <source>What if: %1</source>
        <translation>假如：%1</translation>
    </message>
    <message>
        <source>en</source>
        <extracomment>The language of titles in cards: en or zh_CN.</extracomment>
        <translation>zh_CN</translation>
    </message>
    <message>
        <source>%1 segments</source>
        <translation>%1 个报文段</translation>
    </message>
    <message>
        <source>congestion control for lessons only</source>
        <translation>仅用于教学的拥塞控制</translation>
    </message>
    <message>
        <source>link cut</source>
        <translation>链路断开</translation>
    </message>
    <message>
        <source>host is down</source>
        <translation>主机已停机</translation>
    </message>
    <message>
        <source>no route</source>
        <translation>没有路由</translation>
    </message>
    <message>
        <source>too large for the link</source>
        <translation>超过链路的承载大小</translation>
    </message>
    <message>
        <source>TTL used up</source>
        <translation>TTL 耗尽</translation>
    </message>
    <message>
        <source>programs end</source>
        <translation>程序结束</translation>
    </message>
    <message>
        <source>programs killed</source>
        <translation>程序被杀死</translation>
    </message>
    <message>
        <source>crash</source>
        <translation>崩溃</translation>
    </message>
    <message>
        <source>reboot</source>
        <translation>重启</translation>
    </message>
    <message>
        <source>link whole again</source>
        <translation>链路恢复</translation>
    </message>
    <message>
        <source>fragment %1–%2</source>
        <translation>分片 %1–%2</translation>
    </message>
    <message>
        <source>dropped: no socket on the port</source>
        <translation>丢弃：端口上没有套接字</translation>
    </message>
    <message>
        <source>dropped: buffer full</source>
        <translation>丢弃：缓冲区已满</translation>
    </message>
    <message>
        <source>ARP who has %1?</source>
        <translation>ARP 谁有 %1？</translation>
    </message>
    <message>
        <source>ARP %1 is at %2</source>
        <translation>ARP %1 在 %2</translation>
    </message>
    <message>
        <source>NS who has %1?</source>
        <translation>NS 谁有 %1？</translation>
    </message>
    <message>
        <source>NA %1 is at %2</source>
        <translation>NA %1 在 %2</translation>
    </message>
    <message>
        <source>nobody answers for the next hop</source>
        <translation>下一跳无人应答</translation>
    </message>
    <message>
        <source>asks for another host</source>
        <translation>询问的是另一台主机</translation>
    </message>
    <message>
        <source>too many wait for a hardware address</source>
        <translation>等待硬件地址的太多</translation>
    </message>
    <message>
        <source>dropped: SYN queue full</source>
        <translation>丢弃：SYN 队列已满</translation>
    </message>
    <message>
        <source>dropped: accept queue full</source>
        <translation>丢弃：accept 队列已满</translation>
    </message>
    <message>
        <source>SYN queue</source>
        <translation>SYN 队列</translation>
    </message>
    <message>
        <source>accept queue</source>
        <translation>accept 队列</translation>
    </message>
    <message>
        <source>remembered in a SYN cookie</source>
        <translation>记在 SYN cookie 中</translation>
    </message>
    <message>
        <source>dropped: not believed</source>
        <translation>丢弃：不予采信</translation>
    </message>
    <message>
        <source>dropped: FIN repeated</source>
        <translation>丢弃：重复的 FIN</translation>
    </message>
    <message>
        <source>dropped: answered with RST</source>
        <translation>丢弃：以 RST 应答</translation>
    </message>
</context>
<context>
    <name>Graphs</name>
    <message>
        <source>snd.wnd, the peer&apos;s window</source>
        <translation>snd.wnd，对方窗口</translation>
    </message>
    <message>
        <source>ssthresh</source>
        <translation>ssthresh，慢启动门限</translation>
    </message>
    <message>
        <source>cwnd, congestion window</source>
        <translation>cwnd，拥塞窗口</translation>
    </message>
    <message>
        <source>flight, not acknowledged</source>
        <translation>flight，在途未确认</translation>
    </message>
    <message>
        <source>retransmission</source>
        <translation>重传</translation>
    </message>
    <message>
        <source>timeout</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>time in s</source>
        <translation>时间（秒）</translation>
    </message>
    <message>
        <source>time in ms</source>
        <translation>时间（毫秒）</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>HeaderWords</name>
    <message>
        <source>IPv4 header</source>
        <translation>IPv4 首部</translation>
    </message>
    <message>
        <source>TCP header</source>
        <translation>TCP 首部</translation>
    </message>
    <message>
        <source>%1, %2 bytes</source>
        <translation>%1，%2 字节</translation>
    </message>
    <message>
        <source>correct</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>IHL</source>
        <translation>IHL</translation>
    </message>
    <message>
        <source>Total length</source>
        <translation>总长度</translation>
    </message>
    <message>
        <source>Identification</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>Fragment offset</source>
        <translation>片偏移</translation>
    </message>
    <message>
        <source>Time to live</source>
        <translation>生存时间</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>协议</translation>
    </message>
    <message>
        <source>Header checksum</source>
        <translation>首部校验和</translation>
    </message>
    <message>
        <source>Source address</source>
        <translation>源地址</translation>
    </message>
    <message>
        <source>Destination address</source>
        <translation>目的地址</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Maximum segment size</source>
        <translation>最大报文段长度</translation>
    </message>
    <message>
        <source>Window scale</source>
        <translation>窗口扩大因子</translation>
    </message>
    <message>
        <source>Timestamp value</source>
        <translation>时间戳值</translation>
    </message>
    <message>
        <source>Timestamp echo reply</source>
        <translation>时间戳回显应答</translation>
    </message>
    <message>
        <source>SACK left edge</source>
        <translation>SACK 左边界</translation>
    </message>
    <message>
        <source>SACK right edge</source>
        <translation>SACK 右边界</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Options that make no sense</source>
        <translation>无法解释的选项</translation>
    </message>
    <message>
        <source>End</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>NOP</source>
        <translation>NOP（无操作）</translation>
    </message>
    <message>
        <source>Payload</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>… and %1 that were not kept</source>
        <translation>……另有 %1 未保存</translation>
    </message>
    <message>
        <source>IPv6 header</source>
        <translation>IPv6 首部</translation>
    </message>
    <message>
        <source>UDP header</source>
        <translation>UDP 首部</translation>
    </message>
    <message>
        <source>ICMP header</source>
        <translation>ICMP 首部</translation>
    </message>
    <message>
        <source>44 fragment</source>
        <translation>44 分片</translation>
    </message>
    <message>
        <source>Next header</source>
        <translation>下一首部</translation>
    </message>
    <message>
        <source>Flow label</source>
        <translation>流标签</translation>
    </message>
    <message>
        <source>Payload length</source>
        <translation>载荷长度</translation>
    </message>
    <message>
        <source>Hop limit</source>
        <translation>跳数限制</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>实验标识</translation>
    </message>
    <message>
        <source>Fast Open cookie</source>
        <translation>Fast Open cookie</translation>
    </message>
    <message>
        <source>User timeout</source>
        <translation>用户超时</translation>
    </message>
    <message>
        <source>Identifier</source>
        <translation>标识符</translation>
    </message>
    <message>
        <source>%1 (relative %2)</source>
        <translation>%1（相对 %2）</translation>
    </message>
    <message>
        <source>Source port</source>
        <translation>源端口</translation>
    </message>
    <message>
        <source>Destination port</source>
        <translation>目的端口</translation>
    </message>
    <message>
        <source>Sequence number</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>Acknowledgment number</source>
        <translation>确认号</translation>
    </message>
    <message>
        <source>Data offset</source>
        <translation>数据偏移</translation>
    </message>
    <message>
        <source>Reserved</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Rsrvd</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Checksum</source>
        <translation>校验和</translation>
    </message>
    <message>
        <source>Urgent pointer</source>
        <translation>紧急指针</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>0 (none)</source>
        <translation>0（无）</translation>
    </message>
    <message>
        <source>ARP message</source>
        <translation>ARP 报文</translation>
    </message>
    <message>
        <source>Hardware type</source>
        <translation>硬件类型</translation>
    </message>
    <message>
        <source>Protocol type</source>
        <translation>协议类型</translation>
    </message>
    <message>
        <source>Hardware length</source>
        <translation>硬件地址长度</translation>
    </message>
    <message>
        <source>Protocol length</source>
        <translation>协议地址长度</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>1 request</source>
        <translation>1 请求</translation>
    </message>
    <message>
        <source>2 reply</source>
        <translation>2 应答</translation>
    </message>
    <message>
        <source>Sender hardware address</source>
        <translation>发送方硬件地址</translation>
    </message>
    <message>
        <source>Sender protocol address</source>
        <translation>发送方协议地址</translation>
    </message>
    <message>
        <source>Target hardware address</source>
        <translation>目标硬件地址</translation>
    </message>
    <message>
        <source>Target protocol address</source>
        <translation>目标协议地址</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>oldest unacknowledged</source>
        <translation>最早未确认的序号</translation>
    </message>
    <message>
        <source>next to send</source>
        <translation>下一个要发送的序号</translation>
    </message>
    <message>
        <source>the peer&apos;s window</source>
        <translation>对方窗口</translation>
    </message>
    <message>
        <source>next expected</source>
        <translation>期望收到的下一个序号</translation>
    </message>
    <message>
        <source>own window</source>
        <translation>本方接收窗口</translation>
    </message>
    <message>
        <source>congestion window</source>
        <translation>拥塞窗口</translation>
    </message>
    <message>
        <source>slow start up to</source>
        <translation>慢启动门限</translation>
    </message>
    <message>
        <source>sent, not acknowledged</source>
        <translation>已发送未确认</translation>
    </message>
    <message>
        <source>to send</source>
        <translation>待发送</translation>
    </message>
    <message>
        <source>written, not acknowledged</source>
        <translation>已写入未确认</translation>
    </message>
    <message>
        <source>to read</source>
        <translation>待读取</translation>
    </message>
    <message>
        <source>arrived, not read</source>
        <translation>已到达未读取</translation>
    </message>
    <message>
        <source>smoothed round-trip time</source>
        <translation>平滑往返时间</translation>
    </message>
    <message>
        <source>its variation</source>
        <translation>往返时间的偏差</translation>
    </message>
    <message>
        <source>retransmission timeout</source>
        <translation>重传超时</translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation>……还有 %1 个</translation>
    </message>
    <message>
        <source>Led to it, the nearest first</source>
        <translation>起因（由近及远）</translation>
    </message>
    <message>
        <source>Follows from it</source>
        <translation>由此引起</translation>
    </message>
    <message>
        <source>There is no connection here.</source>
        <translation>这里没有连接。</translation>
    </message>
    <message>
        <source>state</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>PluginLoader</name>
    <message>
        <source>The file is not a library that this system can load (%1).</source>
        <translation>该文件不是本系统能加载的库（%1）。</translation>
    </message>
    <message>
        <source>The library is not a plugin of TCP Lab (%1).</source>
        <translation>该库不是 TCP Lab 的插件（%1）。</translation>
    </message>
    <message>
        <source>Its card is damaged: %1</source>
        <translation>它的说明卡已损坏：%1</translation>
    </message>
    <message>
        <source>It was built for contract %1; this program speaks contract %2.</source>
        <translation>它是按契约 %1 构建的，而本程序使用契约 %2。</translation>
    </message>
    <message>
        <source>Another plugin named &quot;%1&quot; was found before it.</source>
        <translation>在它之前已找到另一个名为“%1”的插件。</translation>
    </message>
    <message>
        <source>The system cannot load it: %1</source>
        <translation>系统无法加载它：%1</translation>
    </message>
    <message>
        <source>It loads, but does not offer what its card promises.</source>
        <translation>它可以加载，但没有提供说明卡所承诺的功能。</translation>
    </message>
</context>
<context>
    <name>Queues</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>SYN queue of %1, port %2</source>
        <translation>%1 的 SYN 队列，端口 %2</translation>
    </message>
    <message>
        <source>Accept queue of %1, port %2</source>
        <translation>%1 的 accept 队列，端口 %2</translation>
    </message>
    <message>
        <source>TIME-WAIT on %1</source>
        <translation>%1 上的 TIME-WAIT</translation>
    </message>
    <message>
        <source>Queue from %1 to %2 (%3)</source>
        <translation>%1 到 %2 的队列（%3）</translation>
    </message>
    <message>
        <source>port %1</source>
        <translation>端口 %1</translation>
    </message>
    <message>
        <source>Nothing waits in a queue in this run.</source>
        <translation>本次运行中没有任何队列等待。</translation>
    </message>
    <message>
        <source>full: %1</source>
        <translation>已满：%1</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>另有 %1 个</translation>
    </message>
    <message>
        <source>longest: %1</source>
        <translation>最长：%1</translation>
    </message>
    <message>
        <source>Queues that have no room here: %1.</source>
        <translation>另有 %1 个队列在此放不下。</translation>
    </message>
    <message>
        <source>Other queues of links, always empty: %1.</source>
        <translation>另有 %1 个链路队列始终为空。</translation>
    </message>
</context>
<context>
    <name>Rule</name>
    <message>
        <source>The program on this host makes the call.</source>
        <translation>本主机上的程序发起了该调用。</translation>
    </message>
    <message>
        <source>The call has what it waited for and returns.</source>
        <translation>该调用等到了所需的结果，于是返回。</translation>
    </message>
    <message>
        <source>The stack refuses the call.</source>
        <translation>协议栈拒绝了该调用。</translation>
    </message>
    <message>
        <source>The link has carried the datagram to this host.</source>
        <translation>链路已把数据报送达本主机。</translation>
    </message>
    <message>
        <source>An edit on the timeline loses this segment. IP promises no delivery.</source>
        <translation>时间线上的一个编辑使该报文段丢失。IP 不保证送达。</translation>
    </message>
    <message>
        <source>The link loses the datagram at random. IP promises no delivery.</source>
        <translation>链路随机丢失了该数据报。IP 不保证送达。</translation>
    </message>
    <message>
        <source>The link loses this datagram, as its author said. IP promises no delivery.</source>
        <translation>链路按作者的指定丢失了该数据报。IP 不保证送达。</translation>
    </message>
    <message>
        <source>Datagrams wait for the link: its queue holds {bytes} bytes.</source>
        <translation>数据报在等待链路：队列中有 {bytes} 字节。</translation>
    </message>
    <message>
        <source>The queue before the link is full, so the datagram is dropped (drop-tail).</source>
        <translation>链路前的队列已满，因此丢弃该数据报（尾部丢弃）。</translation>
    </message>
    <message>
        <source>The datagram is larger than the link carries and must not be fragmented on its way, so it is dropped.</source>
        <translation>数据报大于链路所能传送的大小，且途中不得分片，因此被丢弃。</translation>
    </message>
    <message>
        <source>The datagram is larger than the link carries: it goes on in fragments, which the destination puts together.</source>
        <translation>数据报大于链路所能传送的大小：它分片后继续传送，由目的主机重组。</translation>
    </message>
    <message>
        <source>The queue has been long on average, so RED drops the datagram before the queue is full: a sender shall slow down.</source>
        <translation>队列的平均长度偏大，RED 在队列满之前就丢弃该数据报，促使发送方减速。</translation>
    </message>
    <message>
        <source>Datagrams have waited longer than the target for a whole interval, so CoDel drops the one that would leave now.</source>
        <translation>在整个 interval 内数据报的等待时间都超过 target，因此 CoDel 丢弃此刻本应离开的数据报。</translation>
    </message>
    <message>
        <source>The queue takes longer to drain than the target, so PIE drops some arrivals at random, this one among them.</source>
        <translation>排空队列所需的时间超过 target，因此 PIE 随机丢弃一部分到达的数据报，这是其中之一。</translation>
    </message>
    <message>
        <source>The queues together are full, so the flow with most bytes in them loses the datagram at its head.</source>
        <translation>所有队列合计已满，因此占用字节最多的流丢失其队首的数据报。</translation>
    </message>
    <message>
        <source>The queue has been long on average. The sender understands ECN, so RED marks the datagram instead of dropping it.</source>
        <translation>队列的平均长度已持续较大。发送方支持 ECN，因此 RED 标记该数据报而不丢弃。</translation>
    </message>
    <message>
        <source>Datagrams have waited longer than the target for a whole interval. The sender understands ECN, so CoDel marks the one that leaves now instead of dropping it.</source>
        <translation>在整个 interval 内数据报的等待时间都超过 target。发送方支持 ECN，因此 CoDel 标记此刻离开的数据报而不丢弃。</translation>
    </message>
    <message>
        <source>The queue takes longer to drain than the target. The sender understands ECN, so PIE marks the datagram instead of dropping it.</source>
        <translation>排空队列所需的时间超过 target。发送方支持 ECN，因此 PIE 标记该数据报而不丢弃。</translation>
    </message>
    <message>
        <source>The link delivers the datagram twice. IP does not promise that it will not.</source>
        <translation>链路将该数据报投递两次。IP 并不保证不重复。</translation>
    </message>
    <message>
        <source>The link holds the datagram back, and later ones may overtake it. IP promises no order.</source>
        <translation>链路滞留该数据报，后面的数据报可能超过它。IP 不保证顺序。</translation>
    </message>
    <message>
        <source>The link flips bits of the datagram. Checksums are there to find that out.</source>
        <translation>链路翻转了该数据报的若干比特。检验和就是用来发现这种情况的。</translation>
    </message>
    <message>
        <source>The system does not take the datagram for the real network, and it is lost. IP promises no delivery.</source>
        <translation>系统没有接收要发往真实网络的数据报，数据报因而丢失。IP 不保证送达。</translation>
    </message>
    <message>
        <source>The run stops here: it has reached its limit of events.</source>
        <translation>运行到此停止：事件数已达上限。</translation>
    </message>
    <message>
        <source>Seen on the wire. Why the other host sent it is not known here.</source>
        <translation>在线路上观察到。这里无从得知对方主机为何发送它。</translation>
    </message>
    <message>
        <source>The datagram is not well formed and is dropped.</source>
        <translation>数据报格式不正确，被丢弃。</translation>
    </message>
    <message>
        <source>The checksum of the IP header is wrong, so the datagram is dropped.</source>
        <translation>IP 首部校验和错误，因此丢弃该数据报。</translation>
    </message>
    <message>
        <source>The datagram is addressed to another host and is dropped.</source>
        <translation>数据报的目的地是另一台主机，被丢弃。</translation>
    </message>
    <message>
        <source>No link of this host leads to the destination, so the datagram is dropped.</source>
        <translation>本主机没有通往目的地的链路，因此丢弃该数据报。</translation>
    </message>
    <message>
        <source>No protocol of this host takes the datagram, so it is dropped.</source>
        <translation>本主机没有协议接收该数据报，因此将其丢弃。</translation>
    </message>
    <message>
        <source>An echo request is answered with an echo reply that carries the same data.</source>
        <translation>对回显请求以携带相同数据的回显应答作答。</translation>
    </message>
    <message>
        <source>The ICMP message asks nothing of this host and is dropped.</source>
        <translation>该 ICMP 报文对本主机没有要求，被丢弃。</translation>
    </message>
    <message>
        <source>Somebody asks for the hardware address of this host and is told.</source>
        <translation>有主机询问本主机的硬件地址，予以答复。</translation>
    </message>
    <message>
        <source>The hardware address of the next hop is unknown, so it is asked for.</source>
        <translation>下一跳的硬件地址未知，因此发出询问。</translation>
    </message>
    <message>
        <source>Nobody answered the question for the hardware address, so the datagram is dropped.</source>
        <translation>没有主机回答硬件地址的询问，因此丢弃该数据报。</translation>
    </message>
    <message>
        <source>connect() opens actively: a SYN carries the initial sequence number to the peer.</source>
        <translation>connect() 主动打开：SYN 把初始序号带给对方。</translation>
    </message>
    <message>
        <source>listen() opens passively: the socket waits for a SYN from anybody.</source>
        <translation>listen() 被动打开：套接字等待任意一方的 SYN。</translation>
    </message>
    <message>
        <source>A SYN reached a listening socket: it is acknowledged and answered with a SYN of our own.</source>
        <translation>SYN 到达监听套接字：确认它，并以己方的 SYN 作答。</translation>
    </message>
    <message>
        <source>Our SYN is acknowledged and the peer&apos;s SYN is here: the connection is established, and the third segment acknowledges it.</source>
        <translation>己方的 SYN 已被确认，对方的 SYN 也已到达：连接建立，由第三个报文段加以确认。</translation>
    </message>
    <message>
        <source>Both sides opened at the same time: the peer&apos;s SYN is acknowledged and ours is sent again with it.</source>
        <translation>双方同时打开：确认对方的 SYN，并随之重发己方的 SYN。</translation>
    </message>
    <message>
        <source>The ACK of our SYN has arrived: the connection is established.</source>
        <translation>对己方 SYN 的 ACK 已到达：连接建立。</translation>
    </message>
    <message>
        <source>The queue of connections that wait for accept() is full, so the segment is dropped; the peer will try again.</source>
        <translation>等待 accept() 的连接队列已满，因此丢弃该报文段；对方会重试。</translation>
    </message>
    <message>
        <source>No ACK came for our SYN,ACK in time: it is sent again (try {try}).</source>
        <translation>未能及时收到对己方 SYN,ACK 的 ACK：重发它（第 {try} 次）。</translation>
    </message>
    <message>
        <source>No answer to our SYN in time: the same SYN is sent again (try {try}), and the wait doubles.</source>
        <translation>己方的 SYN 未能及时得到回答：重发同一个 SYN（第 {try} 次），等待时间加倍。</translation>
    </message>
    <message>
        <source>Data is waiting and both the peer&apos;s window and the congestion window have room for it.</source>
        <translation>有数据待发送，且对方窗口和拥塞窗口都有余量。</translation>
    </message>
    <message>
        <source>A second full-sized segment arrived since the last ACK: it is acknowledged at once.</source>
        <translation>自上次 ACK 以来到达了第二个满长报文段：立即确认。</translation>
    </message>
    <message>
        <source>The delayed ACK timer fired: the data is acknowledged now.</source>
        <translation>延迟 ACK 定时器到期：现在确认数据。</translation>
    </message>
    <message>
        <source>The ACK waits a little: perhaps data to carry it or a second segment comes.</source>
        <translation>ACK 稍等片刻：也许会有数据捎带它，或有第二个报文段到达。</translation>
    </message>
    <message>
        <source>A segment arrived above a gap: a duplicate ACK tells the sender at once what is missing.</source>
        <translation>报文段越过缺口到达：立即用重复 ACK 告诉发送方缺少什么。</translation>
    </message>
    <message>
        <source>The segment fills a gap in whole or in part: it is acknowledged at once.</source>
        <translation>该报文段全部或部分填补了缺口：立即确认。</translation>
    </message>
    <message>
        <source>The segment lies outside the receive window (an old duplicate, say): it is dropped and answered with an ACK.</source>
        <translation>该报文段在接收窗口之外（例如旧的重复报文段）：将其丢弃，并以 ACK 作答。</translation>
    </message>
    <message>
        <source>The peer&apos;s FIN has arrived: it is acknowledged at once.</source>
        <translation>对方的 FIN 已到达：立即确认。</translation>
    </message>
    <message>
        <source>The segment acknowledges what was never sent: it is dropped and answered with an ACK.</source>
        <translation>该报文段确认了从未发送的数据：将其丢弃，并以 ACK 作答。</translation>
    </message>
    <message>
        <source>A SYN or an inexact RST on a live connection is not believed: a challenge ACK asks the peer what is true.</source>
        <translation>对活动连接上的 SYN 或不精确的 RST 不予采信：用质询 ACK 向对方求证。</translation>
    </message>
    <message>
        <source>An acknowledgment has just gone out: none has to wait any longer.</source>
        <translation>刚刚发出了一个确认：不再需要延迟确认。</translation>
    </message>
    <message>
        <source>The program has read: the receive window opens by at least a full segment, and the peer is told.</source>
        <translation>程序已读取数据：接收窗口至少增大一个满长报文段，并告知对方。</translation>
    </message>
    <message>
        <source>{bytes} bytes were ready in order and are handed to the program.</source>
        <translation>{bytes} 字节已按序就绪，交付给程序。</translation>
    </message>
    <message>
        <source>{bytes} bytes are taken over from the program, to be sent.</source>
        <translation>从程序接收 {bytes} 字节，准备发送。</translation>
    </message>
    <message>
        <source>The segment lies outside the receive window and is dropped.</source>
        <translation>该报文段在接收窗口之外，被丢弃。</translation>
    </message>
    <message>
        <source>The acknowledgment repeats what is known.</source>
        <translation>该确认重复了已知的内容。</translation>
    </message>
    <message>
        <source>The acknowledgment covers new data: it leaves the retransmission queue, and the window moves on.</source>
        <translation>该确认覆盖了新数据：数据离开重传队列，窗口向前滑动。</translation>
    </message>
    <message>
        <source>The segment brings a newer window of the peer.</source>
        <translation>该报文段带来了对方更新的窗口。</translation>
    </message>
    <message>
        <source>The segment&apos;s data is in the window and is kept.</source>
        <translation>该报文段的数据在窗口之内，予以保存。</translation>
    </message>
    <message>
        <source>The segment is not well formed and is dropped.</source>
        <translation>报文段格式不正确，被丢弃。</translation>
    </message>
    <message>
        <source>The TCP checksum is wrong, so the segment is dropped in silence.</source>
        <translation>TCP 校验和错误，因此静默丢弃该报文段。</translation>
    </message>
    <message>
        <source>The segment has no ACK bit and is dropped.</source>
        <translation>该报文段没有置 ACK 位，被丢弃。</translation>
    </message>
    <message>
        <source>Something unacknowledged was sent and no retransmission timer ran: it is started with the RTO of {rto}.</source>
        <translation>发送了未确认的内容，而重传定时器没有运行：以 RTO {rto} 启动它。</translation>
    </message>
    <message>
        <source>New data was acknowledged and more is on its way: the retransmission timer starts afresh.</source>
        <translation>新数据已被确认，还有数据在途：重新启动重传定时器。</translation>
    </message>
    <message>
        <source>All outstanding data is acknowledged: the retransmission timer is switched off.</source>
        <translation>所有在途数据都已确认：关闭重传定时器。</translation>
    </message>
    <message>
        <source>The timer&apos;s time has come.</source>
        <translation>定时器到期。</translation>
    </message>
    <message>
        <source>No acknowledgment came before the retransmission timeout: the oldest segment is sent again (try {try}), and the RTO doubles.</source>
        <translation>重传超时之前没有收到确认：重发最早的报文段（第 {try} 次），RTO 加倍。</translation>
    </message>
    <message>
        <source>After the timeout everything above it counts as lost: it is sent again as the congestion window opens.</source>
        <translation>超时之后，其后的数据都视为丢失：随着拥塞窗口增大依次重发。</translation>
    </message>
    <message>
        <source>Three duplicate ACKs tell that the segment at {seq} is missing: it is sent again without waiting for the timer.</source>
        <translation>三个重复 ACK 表明序号 {seq} 处的报文段缺失：不等定时器到期就重发它。</translation>
    </message>
    <message>
        <source>The ACK covers only part of what was outstanding when recovery began: the next hole is sent again.</source>
        <translation>该 ACK 只覆盖了恢复开始时在途数据的一部分：重发下一个缺口。</translation>
    </message>
    <message>
        <source>A first or second duplicate ACK lets one new segment out, so that more ACKs can come.</source>
        <translation>第一个或第二个重复 ACK 允许发出一个新报文段，以便引来更多的 ACK。</translation>
    </message>
    <message>
        <source>The last retransmission went unanswered: the connection is given up.</source>
        <translation>最后一次重传仍无回答：放弃该连接。</translation>
    </message>
    <message>
        <source>The acknowledgment of a segment sent only once gives a sample of the round-trip time: SRTT, RTTVAR and RTO follow.</source>
        <translation>对只发送过一次的报文段的确认给出了一个往返时间样本：据此更新 SRTT、RTTVAR 和 RTO。</translation>
    </message>
    <message>
        <source>The peer&apos;s window is closed: a probe of one byte asks whether it has opened (try {try}).</source>
        <translation>对方窗口已关闭：用一字节的探测报文询问窗口是否已打开（第 {try} 次）。</translation>
    </message>
    <message>
        <source>The window has opened: the byte that the probe carried goes out again as ordinary data.</source>
        <translation>窗口已打开：探测报文携带的那个字节作为普通数据再次发出。</translation>
    </message>
    <message>
        <source>Data waits before a closed window and nothing is outstanding: the persist timer starts.</source>
        <translation>数据被关闭的窗口挡住，且没有在途数据：启动持续定时器。</translation>
    </message>
    <message>
        <source>The peer&apos;s window has opened: the persist timer is not needed any more.</source>
        <translation>对方窗口已打开：不再需要持续定时器。</translation>
    </message>
    <message>
        <source>Slow start: the congestion window grows by what was acknowledged, at most one segment an ACK.</source>
        <translation>慢启动：拥塞窗口按已确认的数据量增长，每个 ACK 至多增长一个报文段。</translation>
    </message>
    <message>
        <source>Congestion avoidance: the congestion window grows by about one segment a round trip.</source>
        <translation>拥塞避免：拥塞窗口每个往返时间约增长一个报文段。</translation>
    </message>
    <message>
        <source>Loss told by duplicate ACKs: ssthresh is half of what was in flight, and the window goes on from there.</source>
        <translation>由重复 ACK 得知丢失：ssthresh 设为在途数据量的一半，窗口从那里继续。</translation>
    </message>
    <message>
        <source>Another duplicate ACK: one more segment has left the network, so the window is widened by one.</source>
        <translation>又一个重复 ACK：又有一个报文段离开了网络，因此窗口增大一个报文段。</translation>
    </message>
    <message>
        <source>Everything outstanding at the loss is acknowledged: fast recovery ends and the window is deflated to ssthresh.</source>
        <translation>丢失时在途的数据已全部确认：快速恢复结束，窗口收缩到 ssthresh。</translation>
    </message>
    <message>
        <source>Timeout: ssthresh is half of what was in flight, and the congestion window falls to one segment.</source>
        <translation>超时：ssthresh 设为在途数据量的一半，拥塞窗口降为一个报文段。</translation>
    </message>
    <message>
        <source>Nothing was sent for a whole RTO: the congestion window restarts from its initial value.</source>
        <translation>整整一个 RTO 没有发送数据：拥塞窗口从初始值重新开始。</translation>
    </message>
    <message>
        <source>Nothing is being sent: no data is waiting.</source>
        <translation>没有发送：没有待发送的数据。</translation>
    </message>
    <message>
        <source>Data is waiting, but the peer&apos;s window is full.</source>
        <translation>有数据待发送，但对方窗口已满。</translation>
    </message>
    <message>
        <source>Data is waiting, but the congestion window is full.</source>
        <translation>有数据待发送，但拥塞窗口已满。</translation>
    </message>
    <message>
        <source>Nagle: less than a full segment is waiting while data is unacknowledged, so it is held back.</source>
        <translation>Nagle 算法：待发送的数据不足一个满长报文段，且有数据尚未确认，因此暂缓发送。</translation>
    </message>
    <message>
        <source>The program closes: after the last byte a FIN says that no more will come.</source>
        <translation>程序关闭连接：在最后一个字节之后，用 FIN 表明不再有数据。</translation>
    </message>
    <message>
        <source>All data is sent: the FIN follows and takes one sequence number.</source>
        <translation>所有数据都已发送：随后发送 FIN，它占用一个序号。</translation>
    </message>
    <message>
        <source>The peer&apos;s FIN is in order: it will send no more data.</source>
        <translation>对方的 FIN 按序到达：对方不再发送数据。</translation>
    </message>
    <message>
        <source>Our FIN is acknowledged.</source>
        <translation>己方的 FIN 已被确认。</translation>
    </message>
    <message>
        <source>No ACK came for our FIN in time: it is sent again (try {try}).</source>
        <translation>未能及时收到对己方 FIN 的 ACK：重发它（第 {try} 次）。</translation>
    </message>
    <message>
        <source>Both directions are closed: this side waits 2 MSL so that old segments die and a repeated FIN can be answered.</source>
        <translation>两个方向都已关闭：本方等待 2 MSL，使旧报文段消亡，并能回答重发的 FIN。</translation>
    </message>
    <message>
        <source>The peer repeats its FIN, so our ACK was lost: it is acknowledged again and the 2 MSL timer starts afresh.</source>
        <translation>对方重发了 FIN，可见己方的 ACK 已丢失：再次确认，并重新启动 2 MSL 定时器。</translation>
    </message>
    <message>
        <source>2 MSL are over: the connection is forgotten.</source>
        <translation>2 MSL 已过：连接被清除。</translation>
    </message>
    <message>
        <source>The program has closed and the peer&apos;s FIN does not come: the connection is forgotten after a while.</source>
        <translation>程序已关闭连接，而对方的 FIN 迟迟不来：过一段时间后清除该连接。</translation>
    </message>
    <message>
        <source>No socket of this host takes the segment: it is answered with a RST.</source>
        <translation>本主机没有套接字接收该报文段：以 RST 作答。</translation>
    </message>
    <message>
        <source>An acknowledgment reached a listening socket, where nothing was ever sent: it is answered with a RST.</source>
        <translation>确认到达了从未发送过数据的监听套接字：以 RST 作答。</translation>
    </message>
    <message>
        <source>The segment acknowledges something this connection never sent: it is answered with a RST.</source>
        <translation>该报文段确认了本连接从未发送的内容：以 RST 作答。</translation>
    </message>
    <message>
        <source>The program closed while data was unread or still coming: a RST tells the peer that it was lost.</source>
        <translation>程序关闭时仍有数据未读或正在到来：用 RST 告诉对方这些数据已丢失。</translation>
    </message>
    <message>
        <source>The program aborts: a RST ends the connection at once.</source>
        <translation>程序中止连接：RST 立即结束该连接。</translation>
    </message>
    <message>
        <source>The peer&apos;s RST is believed: the connection is over.</source>
        <translation>采信对方的 RST：连接结束。</translation>
    </message>
    <message>
        <source>The peer answers our SYN with a RST: the connection is refused.</source>
        <translation>对方以 RST 回答己方的 SYN：连接被拒绝。</translation>
    </message>
    <message>
        <source>The RST fits nothing here and is dropped.</source>
        <translation>该 RST 与这里的任何连接都不匹配，被丢弃。</translation>
    </message>
    <message>
        <source>A router marked a datagram instead of dropping it: the window is decreased as for a loss, but nothing has to be sent again.</source>
        <translation>路由器没有丢弃数据报，而是给它打了标记：窗口像丢失时一样减小，但没有什么需要重发。</translation>
    </message>
    <message>
        <source>A partial ACK in fast recovery: the window shrinks by what it acknowledges, and one segment more is allowed.</source>
        <translation>快速恢复中的部分 ACK：窗口减去它所确认的部分，并允许再发一个报文段。</translation>
    </message>
    <message>
        <source>The loss was a false alarm: window and ssthresh are what they were before it.</source>
        <translation>丢失是误报：窗口和 ssthresh 恢复为之前的值。</translation>
    </message>
    <message>
        <source>Loss told by duplicate ACKs, and no fast recovery: the window falls to one segment and slow start begins again.</source>
        <translation>重复 ACK 表明丢失，且没有快速恢复：窗口降为一个报文段，重新开始慢启动。</translation>
    </message>
    <message>
        <source>CUBIC: the window follows a cubic curve of the time since the last loss, flat around the window that was lost and steep far from it.</source>
        <translation>CUBIC：窗口沿着上次丢失以来时间的三次曲线变化，在丢失时的窗口附近平缓，远离它时陡峭。</translation>
    </message>
    <message>
        <source>CUBIC: Reno would have more by now, so the window follows Reno.</source>
        <translation>CUBIC：此时 Reno 的窗口会更大，因此窗口跟随 Reno。</translation>
    </message>
    <message>
        <source>CUBIC: the window falls to seven tenths, and the window that was lost is remembered.</source>
        <translation>CUBIC：窗口降为十分之七，并记住丢失时的窗口。</translation>
    </message>
    <message>
        <source>CUBIC: after a timeout the window falls to one segment, and nothing is remembered of the curve.</source>
        <translation>CUBIC：超时之后窗口降为一个报文段，不再记住曲线。</translation>
    </message>
    <message>
        <source>HyStart++: the round trips grow longer, so a queue builds up: slow start goes on at a quarter of its pace.</source>
        <translation>HyStart++：往返时间变长，说明正在排队：慢启动以四分之一的速度继续。</translation>
    </message>
    <message>
        <source>HyStart++: the round trips are short again, so there was no queue: slow start goes on at full pace.</source>
        <translation>HyStart++：往返时间又变短，说明并没有排队：慢启动以全速继续。</translation>
    </message>
    <message>
        <source>HyStart: the path is full before anything is lost: slow start ends, and ssthresh is the window of now.</source>
        <translation>HyStart：在丢失任何数据之前路径已满：慢启动结束，ssthresh 取当前窗口。</translation>
    </message>
    <message>
        <source>Vegas: once a round trip the window moves by one segment, so that a few segments of ours wait in the queue.</source>
        <translation>Vegas：每个往返时间窗口移动一个报文段，使队列中只有我们的几个报文段在等待。</translation>
    </message>
    <message>
        <source>Vegas: segments of ours wait in the queue already, so slow start ends before anything is lost.</source>
        <translation>Vegas：队列中已有我们的报文段在等待，因此慢启动在丢失任何数据之前结束。</translation>
    </message>
    <message>
        <source>DCTCP: the window falls by half of the share of octets that were marked.</source>
        <translation>DCTCP：窗口按被标记字节所占比例的一半减小。</translation>
    </message>
    <message>
        <source>BBR: the window follows the model of the path, bandwidth times round trip.</source>
        <translation>BBR：窗口遵循路径模型，即带宽乘以往返时间。</translation>
    </message>
    <message>
        <source>BBR: a loss alone is no sign of a full path; the window is kept in mind until it is repaired.</source>
        <translation>BBR：单独一次丢失并不说明路径已满；在修复之前记住窗口。</translation>
    </message>
    <message>
        <source>BBR: after a timeout one segment goes out, and the window grows again with what is delivered.</source>
        <translation>BBR：超时之后发出一个报文段，窗口再随着已交付的数据增长。</translation>
    </message>
    <message>
        <source>BBR: the losses are repaired, and the window is what it was before them.</source>
        <translation>BBR：丢失已修复，窗口恢复为之前的值。</translation>
    </message>
    <message>
        <source>BBR, Startup: the rate doubles each round trip until the bandwidth is found.</source>
        <translation>BBR，Startup：每个往返时间速率加倍，直到找到带宽。</translation>
    </message>
    <message>
        <source>BBR, Drain: the bandwidth is found; sending at half of it empties the queue that Startup made.</source>
        <translation>BBR，Drain：带宽已找到；以其一半的速率发送，排空 Startup 造成的队列。</translation>
    </message>
    <message>
        <source>BBR, ProbeBW down: a little slower than the path, so that the queue of the probe drains.</source>
        <translation>BBR，ProbeBW down：比路径稍慢，使探测造成的队列排空。</translation>
    </message>
    <message>
        <source>BBR, ProbeBW cruise: as fast as the path delivers.</source>
        <translation>BBR，ProbeBW cruise：与路径的交付速度一样快。</translation>
    </message>
    <message>
        <source>BBR, ProbeBW refill: the pipe is filled for one round trip before it is probed.</source>
        <translation>BBR，ProbeBW refill：在探测之前用一个往返时间把管道填满。</translation>
    </message>
    <message>
        <source>BBR, ProbeBW up: a quarter faster than the path, to find out whether there is more of it.</source>
        <translation>BBR，ProbeBW up：比路径快四分之一，以查明是否还有更多带宽。</translation>
    </message>
    <message>
        <source>BBR, ProbeRTT: half the window for a moment, so that the queue empties and the path&apos;s own round trip shows.</source>
        <translation>BBR，ProbeRTT：窗口暂时减半，使队列排空，显出路径本身的往返时间。</translation>
    </message>
    <message>
        <source>Loss: the congestion window falls by a fixed share, and slow start is over.</source>
        <translation>丢失：拥塞窗口按固定比例减小，慢启动结束。</translation>
    </message>
    <message>
        <source>The script sends this packet now.</source>
        <translation>脚本现在发送这个数据包。</translation>
    </message>
    <message>
        <source>What arrived is not what the script expects: it ends here.</source>
        <translation>到达的数据包与脚本所期望的不符：脚本在此结束。</translation>
    </message>
    <message>
        <source>Everything that the script expects has arrived, and it ends.</source>
        <translation>脚本所期望的都已到达，脚本结束。</translation>
    </message>
    <message>
        <source>Somebody asks for the hardware address of this host&apos;s IPv6 address and is told.</source>
        <translation>有主机询问本主机 IPv6 地址对应的硬件地址，予以答复。</translation>
    </message>
    <message>
        <source>The hardware address of an IPv6 neighbour is unknown, so its group is asked for it.</source>
        <translation>IPv6 邻居的硬件地址未知，因此向其所在的组播组询问。</translation>
    </message>
    <message>
        <source>No IPv6 neighbour answered the question for its hardware address, so the datagram is dropped.</source>
        <translation>没有 IPv6 邻居回答硬件地址的询问，因此丢弃该数据报。</translation>
    </message>
    <message>
        <source>The peer repeats its SYN, so our answer was lost: it goes out again.</source>
        <translation>对方重发了 SYN，可见己方的回答已丢失：再次发出。</translation>
    </message>
    <message>
        <source>Another SYN came before the handshake was finished: the half-open connection is given up, and the socket listens on.</source>
        <translation>握手完成之前又来了一个 SYN：放弃该半开连接，套接字继续监听。</translation>
    </message>
    <message>
        <source>A SYN with a FIN opens nothing and is dropped.</source>
        <translation>同时带有 FIN 的 SYN 不能打开连接，被丢弃。</translation>
    </message>
    <message>
        <source>The program wants to accept only once data is there (TCP_DEFER_ACCEPT): the bare ACK is dropped, and the handshake stays open.</source>
        <translation>程序希望有数据到达时才接受连接（TCP_DEFER_ACCEPT）：丢弃不带数据的 ACK，握手保持未完成。</translation>
    </message>
    <message>
        <source>The queue of half-open connections is full: the SYN,ACK carries all that has to be remembered in its sequence number (a SYN cookie).</source>
        <translation>半开连接队列已满：SYN,ACK 把需要记住的一切都编入自己的序号（SYN cookie）。</translation>
    </message>
    <message>
        <source>The ACK brings back a SYN cookie that is genuine and fresh: the connection is made from it.</source>
        <translation>ACK 带回的 SYN cookie 真实且未过期：据此建立连接。</translation>
    </message>
    <message>
        <source>A cookie from this server is known, so the SYN carries data already.</source>
        <translation>已有该服务器的 cookie，因此 SYN 就携带数据。</translation>
    </message>
    <message>
        <source>The SYN&apos;s Fast Open cookie is good: its data is handed to the program before the handshake ends.</source>
        <translation>SYN 的 Fast Open cookie 有效：握手结束之前就把其数据交付给程序。</translation>
    </message>
    <message>
        <source>The server did not take the data of the SYN: it goes out again as ordinary data.</source>
        <translation>服务器没有接收 SYN 中的数据：作为普通数据再次发出。</translation>
    </message>
    <message>
        <source>At a connection&apos;s beginning and after disorder every segment is acknowledged at once, so that the sender&apos;s window grows quickly.</source>
        <translation>连接开始时以及出现乱序之后，每个报文段都立即确认，使发送方的窗口快速增长。</translation>
    </message>
    <message>
        <source>Enough challenge ACKs went out in this second: the segment is dropped in silence.</source>
        <translation>这一秒内发出的质询 ACK 已达上限：静默丢弃该报文段。</translation>
    </message>
    <message>
        <source>Timestamps were agreed on, and the segment has none: it is dropped.</source>
        <translation>双方已约定使用时间戳，而该报文段没有时间戳：将其丢弃。</translation>
    </message>
    <message>
        <source>The segment&apos;s timestamp is older than one that has arrived in order: it is an old duplicate, dropped and answered with an ACK.</source>
        <translation>该报文段的时间戳早于此前按序到达的时间戳：它是旧的重复报文段，将其丢弃，并以 ACK 作答。</translation>
    </message>
    <message>
        <source>A RST does not end TIME-WAIT, so that old segments cannot disturb a new connection.</source>
        <translation>RST 不会结束 TIME-WAIT，以免旧报文段干扰新连接。</translation>
    </message>
    <message>
        <source>The mark in the IP header has changed: what came before is acknowledged at once, so that the sender can count the marked segments.</source>
        <translation>IP 首部中的拥塞标记发生了变化：立即确认此前到达的数据，使发送方能统计被标记的报文段。</translation>
    </message>
    <message>
        <source>The SACK blocks show that the segment at {seq} is missing: it is sent again.</source>
        <translation>SACK 块表明序号 {seq} 处的报文段缺失：重发它。</translation>
    </message>
    <message>
        <source>Segments sent later have arrived: if this one is only late, it may still come within the reordering window.</source>
        <translation>后发的报文段已经到达：如果这一个只是迟到，它还可能在乱序窗口之内到达。</translation>
    </message>
    <message>
        <source>The reordering window has passed: the segment at {seq} counts as lost and is sent again.</source>
        <translation>乱序窗口已过：序号 {seq} 处的报文段视为丢失，重发它。</translation>
    </message>
    <message>
        <source>The last segments may be lost without anybody noticing: a probe follows if no ACK comes within about two round trips.</source>
        <translation>最后几个报文段的丢失可能无人察觉：如果约两个往返时间内没有 ACK 到来，就发出探测。</translation>
    </message>
    <message>
        <source>No ACK came for about two round trips: a probe, new data or the last segment again, brings news of what is missing.</source>
        <translation>约两个往返时间没有 ACK 到来：发出探测（新数据，或重发最后一个报文段），以查明缺少什么。</translation>
    </message>
    <message>
        <source>During recovery the window follows what leaves the network, in proportion to the reduction.</source>
        <translation>恢复期间，窗口跟随离开网络的数据量，与窗口减小的比例相称。</translation>
    </message>
    <message>
        <source>The repetition was needless, nothing was lost: the congestion window is put back.</source>
        <translation>虚假重传：其实没有丢失，恢复原来的拥塞窗口。</translation>
    </message>
    <message>
        <source>The segment waits for its turn: what is sent is spread evenly over the round trip.</source>
        <translation>该报文段等待轮到自己：发送在往返时间内均匀分布。</translation>
    </message>
    <message>
        <source>A larger segment tries whether the path carries it.</source>
        <translation>用一个较大的报文段试探路径能否承载它。</translation>
    </message>
    <message>
        <source>Only the larger segment was lost: the path does not carry it, and the data goes out again as before.</source>
        <translation>只丢失了较大的报文段：路径承载不了它，数据按原来的大小再次发出。</translation>
    </message>
    <message>
        <source>The keep-alive timer measures how long nothing has been heard from the peer.</source>
        <translation>保活定时器计量对方已有多久没有音讯。</translation>
    </message>
    <message>
        <source>Nothing has been heard for a long time: an empty segment with an old sequence number makes the peer answer (try {try}).</source>
        <translation>很久没有收到对方的任何报文段：用一个带旧序号的空报文段促使对方回答（第 {try} 次）。</translation>
    </message>
    <message>
        <source>No keep-alive probe was answered: the peer counts as gone, and the connection is reset.</source>
        <translation>保活探测均无回答：视为对方已不存在，复位该连接。</translation>
    </message>
    <message>
        <source>Not TCP: in this lesson the server counts the connection as established when the SYN arrives.</source>
        <translation>这不是 TCP：在本课中，SYN 一到达，服务器就认为连接已建立。</translation>
    </message>
    <message>
        <source>Not TCP: in this lesson nobody waits 2 MSL, and the connection is forgotten at once.</source>
        <translation>这不是 TCP：在本课中没有谁等待 2 MSL，连接立即被清除。</translation>
    </message>
    <message>
        <source>Not TCP: in this lesson every connection begins at the same sequence number, so that old segments look like new ones.</source>
        <translation>这不是 TCP：本课中每个连接都从同一个序号开始，旧报文段因而看起来像新的。</translation>
    </message>
    <message>
        <source>Not TCP: in this lesson every byte of window is offered and used at once, however small the segments become (silly window syndrome).</source>
        <translation>这不是 TCP：本课中每一个字节的窗口都立即通告、立即使用，不管报文段变得多小（糊涂窗口综合征）。</translation>
    </message>
    <message>
        <source>Not TCP: in this lesson the timeout never doubles, however often the segment is lost.</source>
        <translation>这不是 TCP：本课中无论报文段丢失多少次，超时都不会加倍。</translation>
    </message>
    <message>
        <source>Not TCP: in this lesson only the peer&apos;s window limits the sender, however full the network is.</source>
        <translation>这不是 TCP：本课中无论网络多拥挤，只有对方的窗口限制发送方。</translation>
    </message>
    <message>
        <source>Not TCP: the congestion control of this connection is one for lessons and does not do what the network needs.</source>
        <translation>这不是 TCP：此连接的拥塞控制仅用于教学，不会做网络所需要的事。</translation>
    </message>
    <message>
        <source>Not TCP: in this lesson segments with an old timestamp are believed.</source>
        <translation>这不是 TCP：本课中带旧时间戳的报文段也被相信。</translation>
    </message>
    <message>
        <source>Not TCP&apos;s habit: in this lesson the FIN never shares a segment with the ACK of the peer&apos;s FIN.</source>
        <translation>这不是 TCP 的习惯：本课中 FIN 从不与对方 FIN 的确认共用一个报文段。</translation>
    </message>
    <message>
        <source>Not TCP: in this lesson the ACK of the peer&apos;s FIN waits until our own FIN goes with it.</source>
        <translation>这不是 TCP：本课中对方 FIN 的确认一直等到自己的 FIN 与它一起发出。</translation>
    </message>
    <message>
        <source>TCP speaks to single hosts: what comes from or goes to a multicast or broadcast address is dropped.</source>
        <translation>TCP 只与单个主机通信：来自或发往组播或广播地址的报文被丢弃。</translation>
    </message>
    <message>
        <source>A SYN in the window of a live connection resets it, as was the custom before RFC 5961.</source>
        <translation>落在现有连接窗口内的 SYN 会复位该连接，RFC 5961 之前的惯例就是如此。</translation>
    </message>
    <message>
        <source>The connection has not come about in the time that it was given: the attempt fails.</source>
        <translation>连接未能在给定的时间内建立：此次尝试失败。</translation>
    </message>
    <message>
        <source>The datagram is addressed to this host itself: it needs no link and arrives at once.</source>
        <translation>该数据报是发给本机自己的：不经过任何链路，立即到达。</translation>
    </message>
    <message>
        <source>The datagram is a fragment. It is kept until the others of the same datagram are there.</source>
        <translation>该数据报是一个分片。先保存下来，直到同一数据报的其余分片到齐。</translation>
    </message>
    <message>
        <source>With this fragment the datagram is complete, and goes up as if it had come in one piece.</source>
        <translation>有了这个分片，数据报就完整了，如同整个到达一样交给上层。</translation>
    </message>
    <message>
        <source>The fragment brings nothing that is not there already and is dropped.</source>
        <translation>该分片没有带来任何新内容，将其丢弃。</translation>
    </message>
    <message>
        <source>The fragment contradicts those that came before: overlaps are how attackers hide what they send. The whole datagram is dropped.</source>
        <translation>该分片与先前到达的分片矛盾：攻击者常用重叠来隐藏所发送的内容。整个数据报被丢弃。</translation>
    </message>
    <message>
        <source>The other fragments did not come within a minute, or others need the room: what is there of the datagram is dropped.</source>
        <translation>其余分片一分钟内没有到达，或者需要为别的分片腾出空间：该数据报已有的部分被丢弃。</translation>
    </message>
    <message>
        <source>The sender is told that its fragments waited in vain. It quotes the first of them; without that one, nobody is told.</source>
        <translation>告知发送方其分片白等了一场，并引用其中的第一个分片；没有第一个分片时不通知任何人。</translation>
    </message>
    <message>
        <source>The wait ends early: a new connection between the same ports is numbered above the old one, so that nothing of the two can be mixed up.</source>
        <translation>等待提前结束：相同端口之间的新连接的序号高于旧连接，二者的内容不会混淆。</translation>
    </message>
    <message>
        <source>So many repetitions went unanswered that the program is told: the peer or the path may be gone.</source>
        <translation>重传多次仍无应答，因此告知程序：对方或路径可能已经不在了。</translation>
    </message>
    <message>
        <source>The datagram came over a link and claims to come from this host itself: it is dropped.</source>
        <translation>该数据报经链路到达，却声称来自本机：将其丢弃。</translation>
    </message>
    <message>
        <source>The ICMP error quotes a sequence number that is not outstanding: it may be forged, and is ignored.</source>
        <translation>ICMP 差错引用的序号并不在途：它可能是伪造的，予以忽略。</translation>
    </message>
    <message>
        <source>The link is cut: what is on its way over it, and what is sent over it, is lost.</source>
        <translation>链路断开：正在途中的以及再发送的都会丢失。</translation>
    </message>
    <message>
        <source>The link is whole again and carries datagrams as before.</source>
        <translation>链路恢复，像以前一样传送数据报。</translation>
    </message>
    <message>
        <source>The programs on this host end by themselves: the system closes every socket that they left open, as close() would.</source>
        <translation>该主机上的程序自行结束：系统像 close() 那样关闭它们没有关闭的每个套接字。</translation>
    </message>
    <message>
        <source>The programs on this host are killed: they do nothing more, but the system closes their sockets, as close() would. TCP ends in good order.</source>
        <translation>该主机上的程序被杀死：它们不再做任何事，但系统像 close() 那样关闭它们的套接字。TCP 有序结束。</translation>
    </message>
    <message>
        <source>The host crashes: it says nothing more, and nobody is told. The connections of its peers are half-open.</source>
        <translation>主机崩溃：它不再发送任何内容，也没有人得到通知。对端的连接成为半开连接。</translation>
    </message>
    <message>
        <source>The host starts anew and knows nothing of its connections from before. Its programs begin again.</source>
        <translation>主机重新启动，对以前的连接一无所知。其程序从头开始。</translation>
    </message>
    <message>
        <source>The host is down: nobody is there to take the datagram.</source>
        <translation>主机已停机：没有人接收数据报。</translation>
    </message>
    <message>
        <source>The router passes the datagram on towards its destination. Its TTL (hop limit) is one lower, so that nothing goes in circles for ever.</source>
        <translation>路由器把数据报朝目的地转发。TTL（跳数限制）减一，因此不会有数据报永远兜圈子。</translation>
    </message>
    <message>
        <source>The datagram has passed as many routers as its TTL (hop limit) allows, and is dropped.</source>
        <translation>数据报经过的路由器已达到 TTL（跳数限制）所允许的数目，被丢弃。</translation>
    </message>
    <message>
        <source>The datagram is larger than the next link carries and must not be fragmented: the router drops it.</source>
        <translation>数据报超过下一条链路能承载的大小，又不允许分片：路由器将其丢弃。</translation>
    </message>
    <message>
        <source>The datagram is larger than the next link carries: it goes on in fragments, which the destination puts together.</source>
        <translation>数据报超过下一条链路能承载的大小：它以分片继续前行，由目的主机重组。</translation>
    </message>
    <message>
        <source>The datagram comes from or goes to what is no single host&apos;s address: the router does not pass it on.</source>
        <translation>数据报的源地址或目的地址不属于单个主机：路由器不转发。</translation>
    </message>
    <message>
        <source>The sender is told that the datagram expired on its way, and at which router: traceroute lives on that.</source>
        <translation>告知发送方数据报在途中超时以及在哪台路由器：traceroute 正是靠这一点。</translation>
    </message>
    <message>
        <source>The sender is told that the destination cannot be reached from here.</source>
        <translation>告知发送方从这里无法到达目的地。</translation>
    </message>
    <message>
        <source>The sender is told that the datagram was too large, and how much the next link carries (path MTU discovery).</source>
        <translation>告知发送方数据报过大，以及下一条链路能承载多少（路径 MTU 发现）。</translation>
    </message>
    <message>
        <source>The sender is told that nobody on this router takes what it sent.</source>
        <translation>告知发送方该路由器上没有谁接收它所发送的内容。</translation>
    </message>
    <message>
        <source>The sender is not told: the router has sent as many ICMP errors as it may in so short a time.</source>
        <translation>不通知发送方：路由器在这么短的时间内已发完允许的 ICMP 差错报文。</translation>
    </message>
    <message>
        <source>A router, or this host&apos;s own link, says that the datagram is too large for the next link: the data goes out again in smaller segments.</source>
        <translation>路由器或本机自己的链路告知数据报对下一条链路来说过大：数据以更小的报文段重新发出。</translation>
    </message>
    <message>
        <source>The error, told by ICMP or by this host&apos;s own IP layer, may pass: it is kept as the reason in case the retransmissions end in vain.</source>
        <translation>由 ICMP 或本机 IP 层报告的这个错误可能是暂时的：先记下来，若重传最终徒劳，便以它为原因。</translation>
    </message>
    <message>
        <source>ICMP, or this host&apos;s own IP layer, says that the peer cannot be reached: the attempt to connect fails.</source>
        <translation>ICMP 或本机 IP 层报告无法到达对端：连接尝试失败。</translation>
    </message>
    <message>
        <source>The datagram is larger than the MTU, so it leaves in fragments. The network treats each as a datagram of its own: one that is lost costs the whole.</source>
        <translation>数据报大于 MTU，因此分片发出。网络把每个分片当作独立的数据报：丢失一个，整个数据报就作废。</translation>
    </message>
    <message>
        <source>No socket is bound to the port: an ICMP message tells the sender, and quotes the beginning of its datagram.</source>
        <translation>没有套接字绑定到该端口：用 ICMP 消息告知发送方，并引用其数据报的开头。</translation>
    </message>
    <message>
        <source>The program hands over a datagram. UDP adds ports, length and checksum and sends it at once: nothing is kept, nothing is repeated.</source>
        <translation>程序交来一个数据报。UDP 加上端口、长度和校验和后立即发出：不保留副本，也不重传。</translation>
    </message>
    <message>
        <source>The UDP header&apos;s length does not fit the datagram, which is dropped.</source>
        <translation>UDP 首部中的长度与数据报不符，数据报被丢弃。</translation>
    </message>
    <message>
        <source>The UDP checksum is wrong, so the datagram is dropped. Nobody is told.</source>
        <translation>UDP 校验和错误，数据报被丢弃，不通知任何一方。</translation>
    </message>
    <message>
        <source>The datagram has no checksum. Over IPv6, whose header has none either, only sockets that ask for it take such datagrams: it is dropped.</source>
        <translation>数据报没有校验和。IPv6 首部本身也没有校验和，只有明确要求的套接字才接受这样的数据报：予以丢弃。</translation>
    </message>
    <message>
        <source>No socket of this host is bound to the port, so the datagram is dropped.</source>
        <translation>本主机没有套接字绑定到该端口，数据报被丢弃。</translation>
    </message>
    <message>
        <source>The program does not read fast enough and the socket&apos;s buffer is full. UDP has no window that would stop the sender: the datagram is dropped.</source>
        <translation>程序读取不够快，套接字缓冲区已满。UDP 没有能让发送方停下来的窗口：数据报被丢弃。</translation>
    </message>
    <message>
        <source>The program&apos;s buffer is smaller than the datagram. A call takes one datagram whole: what does not fit is lost.</source>
        <translation>程序的缓冲区小于数据报。一次调用取走整个数据报：放不下的部分丢失。</translation>
    </message>
    <message>
        <source>The ICMP error is about a datagram of a connected socket: the program&apos;s next call returns it.</source>
        <translation>该 ICMP 差错针对一个已连接套接字发出的数据报：程序的下一次调用将返回该错误。</translation>
    </message>
    <message>
        <source>A router&apos;s link is too narrow for the datagram. It is lost; larger ones will leave in fragments that fit, or be refused.</source>
        <translation>路由器的链路容不下该数据报，它已丢失；此后更大的数据报将按可容纳的大小分片发出，或被拒绝。</translation>
    </message>
    <message>
        <source>The program has the next bytes of its stream whole and in order, by its own means: UDP knows of no stream.</source>
        <translation>程序凭自己的手段完整、按序地得到了数据流的下一段字节：UDP 并不知道数据流。</translation>
    </message>
    <message>
        <source>The sound is there when it is its turn to be played.</source>
        <translation>轮到播放时，这段声音已经到达。</translation>
    </message>
    <message>
        <source>It is this sound&apos;s turn to be played, and it is not there: the listener hears a gap.</source>
        <translation>轮到播放这段声音，但它没有到达：收听者听到一个空隙。</translation>
    </message>
    <message>
        <source>The sound arrives after its turn to be played: it is of no use any more.</source>
        <translation>这段声音错过了播放时刻才到达：已经没有用处。</translation>
    </message>
    <message>
        <source>The program takes this for a message that is complete.</source>
        <translation>程序把这当作一条完整的消息。</translation>
    </message>
    <message>
        <source>A program with a raw socket wrote this datagram itself, headers and all. It may claim to come from anybody.</source>
        <translation>程序用原始套接字自己写出了整个数据报，包括首部。它可以冒充任何来源。</translation>
    </message>
    <message>
        <source>Every socket takes a descriptor, and no more are to be had: the program has as many as it may (RLIMIT_NOFILE, EMFILE), or the whole host has (fs.file-max, ENFILE).</source>
        <translation>每个套接字占用一个描述符，而描述符已用完：程序达到了自己的上限（RLIMIT_NOFILE，EMFILE），或整台主机达到了上限（fs.file-max，ENFILE）。</translation>
    </message>
    <message>
        <source>The hardware address of the next hop was not known: the datagram has waited on this host for the answer, and leaves now.</source>
        <translation>下一跳的硬件地址未知：数据报在本机等待回答，现在离开。</translation>
    </message>
    <message>
        <source>The hardware address of the IPv6 neighbour was not known: the datagram has waited on this host for the answer, and leaves now.</source>
        <translation>IPv6 邻居的硬件地址未知：数据报在本机等待回答，现在离开。</translation>
    </message>
    <message>
        <source>Somebody asks for the hardware address of another: this host does not answer.</source>
        <translation>询问的是另一台主机的硬件地址：本机不回答。</translation>
    </message>
    <message>
        <source>Nothing tells that the IPv6 neighbour is still there, so it is asked directly.</source>
        <translation>没有迹象表明该 IPv6 邻居仍在，因此直接询问它。</translation>
    </message>
    <message>
        <source>More datagrams wait for a hardware address than there is room for: the latest is kept, the oldest is dropped.</source>
        <translation>等待硬件地址的数据报超出容量：保留最新的，丢弃最早的。</translation>
    </message>
    <message>
        <source>The connection is half open: it waits in the SYN queue of the listening socket until the peer acknowledges our SYN.</source>
        <translation>连接处于半开状态：它在监听套接字的 SYN 队列中等待，直到对方确认我们的 SYN。</translation>
    </message>
    <message>
        <source>The handshake is over, finished or given up: the connection leaves the SYN queue.</source>
        <translation>握手已结束（完成或放弃）：连接离开 SYN 队列。</translation>
    </message>
    <message>
        <source>The SYN queue of the listening socket is full of half-open connections, so the SYN is dropped; the peer will try again.</source>
        <translation>监听套接字的 SYN 队列已被半开连接占满，因此丢弃该 SYN；对方会重试。</translation>
    </message>
    <message>
        <source>The connection is established without the program: it waits in the accept queue until accept() takes it.</source>
        <translation>连接的建立无需程序参与：它在 accept 队列中等待，直到 accept() 将其取走。</translation>
    </message>
    <message>
        <source>accept() takes the connection that has waited longest: it leaves the accept queue.</source>
        <translation>accept() 取走等待最久的连接：它离开 accept 队列。</translation>
    </message>
    <message>
        <source>The listening socket is closed: nobody will accept what waits in its queues any more, and it is reset.</source>
        <translation>监听套接字已关闭：队列中等待的连接再也不会被接受，因此被复位。</translation>
    </message>
    <message>
        <source>The accept queue is full, and this host refuses then (tcp_abort_on_overflow): a RST instead of silence.</source>
        <translation>accept 队列已满，而本机此时会拒绝（tcp_abort_on_overflow）：以 RST 代替沉默。</translation>
    </message>
    <message>
        <source>As many connections are in TIME-WAIT as this host remembers (tcp_max_tw_buckets): this one is forgotten at once, and nothing guards the next one against its old segments.</source>
        <translation>处于 TIME-WAIT 的连接已达到本机能记住的数目（tcp_max_tw_buckets）：该连接立即被遗忘，后续连接便得不到防范其旧报文段的保护。</translation>
    </message>
    <message>
        <source>The socket is non-blocking: where the call would have to wait, it returns instead.</source>
        <translation>套接字处于非阻塞模式：本来需要等待的调用立即返回。</translation>
    </message>
    <message>
        <source>The time-out of the call has passed, and none of its sockets is ready.</source>
        <translation>调用的超时时间已到，所等待的套接字都没有就绪。</translation>
    </message>
    <message>
        <source>These sockets are ready: a call on them would not wait.</source>
        <translation>这些套接字已就绪：在其上的调用不会等待。</translation>
    </message>
    <message>
        <source>The program has the whole answer to its request. Its latency counts from the instant at which it wanted to ask: a connection that had to be opened first is part of it.</source>
        <translation>程序已收到完整的应答。时延从想要请求的时刻算起：若须先建立连接，也计算在内。</translation>
    </message>
    <message>
        <source>The last frame of this stream is there: its response is complete, whatever has become of the others.</source>
        <translation>该流的最后一帧已到：其应答已完整，与其他流的情况无关。</translation>
    </message>
    <message>
        <source>The source of traffic begins to send.</source>
        <translation>流量源开始发送。</translation>
    </message>
    <message>
        <source>The source of traffic pauses.</source>
        <translation>流量源暂停发送。</translation>
    </message>
</context>
<context>
    <name>Sentence</name>
    <message>
        <source>passed  {0} of {1} checks</source>
        <translation>通过  {0}/{1} 项检查</translation>
    </message>
    <message>
        <source>FAILED  {0} of {1} checks</source>
        <translation>失败  {0}/{1} 项检查</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>未检查</translation>
    </message>
    <message>
        <source>FAILED</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>expected: {0}</source>
        <translation>期望：{0}</translation>
    </message>
    <message>
        <source>found:    {0}</source>
        <translation>实际：{0}</translation>
    </message>
    <message>
        <source>Writing {0}</source>
        <translation>写入 {0}</translation>
    </message>
    <message>
        <source>Run labs and judge their checks; exit code 1 if one fails</source>
        <translation>运行实验并判定其检查项；有一项失败时退出码为 1</translation>
    </message>
    <message>
        <source>Lab files or ids of built-in labs; without any: all built-in labs</source>
        <translation>实验文件或内置实验的编号；不给出时为全部内置实验</translation>
    </message>
    <message>
        <source>Write the verdicts as JUnit XML</source>
        <translation>将判定结果写成 JUnit XML</translation>
    </message>
    <message>
        <source>warning: {0}</source>
        <translation>警告：{0}</translation>
    </message>
    <message>
        <source>{0} is on {1}</source>
        <translation>{0} 已接入 {1}</translation>
    </message>
    <message>
        <source>Ctrl+C ends the session</source>
        <translation>按 Ctrl+C 结束会话</translation>
    </message>
    <message>
        <source>the connection to {0} failed: {1}</source>
        <translation>到 {0} 的连接失败：{1}</translation>
    </message>
    <message>
        <source>Put the engine on a real network through a TAP device</source>
        <translation>通过 TAP 设备把引擎接入真实网络</translation>
    </message>
    <message>
        <source>The TAP device</source>
        <translation>TAP 设备</translation>
    </message>
    <message>
        <source>The engine&apos;s address with its network&apos;s prefix length, such as 10.9.0.2/24</source>
        <translation>引擎的地址及其网络前缀长度，例如 10.9.0.2/24</translation>
    </message>
    <message>
        <source>The next hop to other networks</source>
        <translation>通往其他网络的下一跳</translation>
    </message>
    <message>
        <source>http:PORT, echo:PORT, discard:PORT or chargen:PORT; may be given several times</source>
        <translation>http:端口、echo:端口、discard:端口或 chargen:端口；可以多次给出</translation>
    </message>
    <message>
        <source>Open a connection to ADDRESS:PORT and print what comes back</source>
        <translation>打开到 地址:端口 的连接并输出收到的内容</translation>
    </message>
    <message>
        <source>The text to send over it</source>
        <translation>在该连接上发送的文本</translation>
    </message>
    <message>
        <source>After sending, say that no more will come</source>
        <translation>发送之后告知对方不再有数据</translation>
    </message>
    <message>
        <source>Lose each packet with this probability, in both directions</source>
        <translation>两个方向上都以此概率丢弃每个数据包</translation>
    </message>
    <message>
        <source>Record the packets at the TAP device as pcapng</source>
        <translation>将 TAP 设备上的数据包记录为 pcapng</translation>
    </message>
    <message>
        <source>End after so many seconds</source>
        <translation>在这么多秒之后结束</translation>
    </message>
    <message>
        <source>At the end, print what happened as JSON instead of what came back</source>
        <translation>结束时以 JSON 输出发生的事情，而不输出收到的内容</translation>
    </message>
    <message>
        <source>{0} s, {1} datagrams, {2} lost; {3} connections, {4} bytes sent by programs, {5} bytes received</source>
        <translation>{0} 秒，{1} 个数据报，丢失 {2} 个；{3} 个连接，程序发送 {4} 字节，接收 {5} 字节</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is not a size: write WIDTHxHEIGHT, each from {1} to {2}, for example 1280x800.</source>
        <translation>“{0}”不是尺寸：请写成 宽x高，各为 {1} 到 {2}，例如 1280x800。</translation>
    </message>
    <message>
        <source>The picture&apos;s width and height in pixels</source>
        <translation>图片的宽和高（像素）</translation>
    </message>
    <message>
        <source>light or dark</source>
        <translation>light（浅色）或 dark（深色）</translation>
    </message>
    <message>
        <source>en or zh_CN</source>
        <translation>en（英文）或 zh_CN（中文）</translation>
    </message>
    <message>
        <source>id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>state</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>loaded</source>
        <translation>已加载</translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>未加载</translation>
    </message>
    <message>
        <source>no plugin was found; they are looked for in {0}</source>
        <translation>没有找到插件；查找位置为 {0}</translation>
    </message>
    <message>
        <source>List the plugins: which are loaded, which are not, and why</source>
        <translation>列出插件：哪些已加载，哪些没有，以及原因</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>用法</translation>
    </message>
    <message>
        <source>Positionals</source>
        <translation>位置参数</translation>
    </message>
    <message>
        <source>tcplab: {0}
Run with --help for more information.</source>
        <translation>tcplab：命令行有误：{0}
用 --help 运行可获得更多信息。</translation>
    </message>
    <message>
        <source>Print this help and leave</source>
        <translation>显示本帮助后退出</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Opening the window</source>
        <translation>打开窗口</translation>
    </message>
    <message>
        <source>there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)</source>
        <translation>没有显示器（DISPLAY 和 WAYLAND_DISPLAY 均未设置）</translation>
    </message>
    <message>
        <source>Without one, &quot;tcplab run FILE&quot; prints a lab&apos;s timeline and &quot;tcplab render FILE -o OUT.png&quot; draws it.</source>
        <translation>没有显示器时，“tcplab run FILE”输出实验的时间线，“tcplab render FILE -o OUT.png”将其绘制成图。</translation>
    </message>
    <message>
        <source>TCP Lab: see, change and understand what TCP does</source>
        <translation>TCP Lab：观察、改变并理解 TCP 的行为</translation>
    </message>
    <message>
        <source>Print the version and leave</source>
        <translation>显示版本后退出</translation>
    </message>
    <message>
        <source>There is no segment to inspect.</source>
        <translation>没有可查看的报文段。</translation>
    </message>
    <message>
        <source>The run has only {0} segments.</source>
        <translation>这次运行只有 {0} 个报文段。</translation>
    </message>
    <message>
        <source>Draw a view of a lab or a capture as PNG, SVG or PDF; needs no display</source>
        <translation>将实验或抓包的一个视图绘制为 PNG、SVG 或 PDF；不需要显示器</translation>
    </message>
    <message>
        <source>A lab, a capture (.pcap, .pcapng), or the id of a built-in lab (B1)</source>
        <translation>实验、抓包（.pcap、.pcapng）或内置实验的编号（B1）</translation>
    </message>
    <message>
        <source>The picture&apos;s name; its end says the format: .png, .svg or .pdf</source>
        <translation>图片的文件名；后缀决定格式：.png、.svg 或 .pdf</translation>
    </message>
    <message>
        <source>Select the n-th segment, from 1, in order of sending</source>
        <translation>选中第 n 个报文段，从 1 起，按发送顺序</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>(try {0})</source>
        <translation>（第 {0} 次）</translation>
    </message>
    <message>
        <source>packet</source>
        <translation>数据包</translation>
    </message>
    <message>
        <source>✕ {0} dropped on {1}: {2}</source>
        <translation>✕ {0} 在 {1} 上被丢弃：{2}</translation>
    </message>
    <message>
        <source>✕ {0} dropped: {1}</source>
        <translation>✕ {0} 被丢弃：{1}</translation>
    </message>
    <message>
        <source>~ {0} on {1}: {2}</source>
        <translation>~ {0}，在 {1} 上：{2}</translation>
    </message>
    <message>
        <source>call</source>
        <translation>调用</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>dormant, no segment fits it</source>
        <translation>休眠，没有报文段与之相符</translation>
    </message>
    <message>
        <source>segments lost: {0}</source>
        <translation>丢失的报文段：{0}</translation>
    </message>
    <message>
        <source>{0} events in {1} s, fingerprint {2}</source>
        <translation>{1} 秒内 {0} 个事件，指纹 {2}</translation>
    </message>
    <message>
        <source>edit {0}: {1}</source>
        <translation>编辑 {0}：{1}</translation>
    </message>
    <message>
        <source>The lab has no host named &quot;{0}&quot;.</source>
        <translation>实验中没有名为“{0}”的主机。</translation>
    </message>
    <message>
        <source>Run a lab without a window and print its timeline</source>
        <translation>不打开窗口，运行实验并输出其时间线</translation>
    </message>
    <message>
        <source>A lab file, or the id of a built-in lab (B1)</source>
        <translation>实验文件，或内置实验的编号（B1）</translation>
    </message>
    <message>
        <source>text, json or csv</source>
        <translation>text（文本）、json 或 csv</translation>
    </message>
    <message>
        <source>Save the packets as pcapng, as seen at one host</source>
        <translation>将一台主机处看到的数据包保存为 pcapng</translation>
    </message>
    <message>
        <source>The host at which --pcap sees the packets (default: the lab&apos;s first)</source>
        <translation>--pcap 在哪台主机处观察数据包（默认：实验的第一台）</translation>
    </message>
    <message>
        <source>Another seed than the lab&apos;s</source>
        <translation>使用不同于实验的种子</translation>
    </message>
    <message>
        <source>Change a value of the lab: PATH=VALUE, repeatable. PATH is made of keys of the lab file, indices from 0, names of hosts and ids of plugins, joined by dots: {0}</source>
        <translation>更改实验中的一个值：路径=值，可重复。路径由实验文件的键、从 0 起的序号、主机名和插件编号组成，以点相连：{0}</translation>
    </message>
    <message>
        <source>Write PATH=VALUE.</source>
        <translation>请写成 路径=值。</translation>
    </message>
    <message>
        <source>A part of the path is empty.</source>
        <translation>路径中有一部分是空的。</translation>
    </message>
    <message>
        <source>There is no &quot;{0}&quot; at this place. {1}</source>
        <translation>此处没有“{0}”。{1}</translation>
    </message>
    <message>
        <source>There is no such file and no built-in lab of this name.</source>
        <translation>没有这个文件，也没有这个名字的内置实验。</translation>
    </message>
    <message>
        <source>Writing the picture {0}</source>
        <translation>写入图片 {0}</translation>
    </message>
    <message>
        <source>the file cannot be written, or its name does not end with .png</source>
        <translation>文件无法写入，或其名称不以 .png 结尾</translation>
    </message>
    <message>
        <source>A lab (.tcplab), a capture (.pcap, .pcapng), or the id of a built-in lab (B1)</source>
        <translation>实验（.tcplab）、抓包（.pcap、.pcapng）或内置实验的编号（B1）</translation>
    </message>
    <message>
        <source>Save a picture of the window as PNG once it has settled</source>
        <translation>窗口稳定后将其画面保存为 PNG</translation>
    </message>
    <message>
        <source>Leave after that</source>
        <translation>之后退出</translation>
    </message>
    <message>
        <source>The file cannot be written: {0}.</source>
        <translation>文件无法写入：{0}。</translation>
    </message>
    <message>
        <source>The file cannot be read: {0}.</source>
        <translation>文件无法读取：{0}。</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>它是一个文件夹</translation>
    </message>
    <message>
        <source>it is not a regular file</source>
        <translation>它不是普通文件</translation>
    </message>
    <message>
        <source>it is too large for a lab</source>
        <translation>它对于实验来说太大</translation>
    </message>
    <message>
        <source>Recording to {0}</source>
        <translation>记录到 {0}</translation>
    </message>
    <message>
        <source>name a file that can be written</source>
        <translation>请指定一个可写的文件</translation>
    </message>
    <message>
        <source>it is not complete: {0}</source>
        <translation>它不完整：{0}</translation>
    </message>
    <message>
        <source>make room on the disk</source>
        <translation>请腾出磁盘空间</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is no service with a port, such as http:80.</source>
        <translation>“{0}”不是带端口的服务，例如 http:80。</translation>
    </message>
    <message>
        <source>There is no service &quot;{0}&quot;; there are http, echo, discard and chargen.</source>
        <translation>没有服务“{0}”；有 http、echo、discard 和 chargen。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is no host&apos;s address with the length of its network&apos;s prefix, such as 10.9.0.2/24.</source>
        <translation>“{0}”不是带网络前缀长度的主机地址，例如 10.9.0.2/24。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is no gateway&apos;s address, such as 10.9.0.1.</source>
        <translation>“{0}”不是网关地址，例如 10.9.0.1。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is no address with a port, such as 10.9.0.1:80.</source>
        <translation>“{0}”不是带端口的地址，例如 10.9.0.1:80。</translation>
    </message>
    <message>
        <source>The name of a picture ends with .png, .svg or .pdf.</source>
        <translation>图片的文件名须以 .png、.svg 或 .pdf 结尾。</translation>
    </message>
    <message>
        <source>The picture cannot be written: {0}.</source>
        <translation>图片无法写入：{0}。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; names no control bits: write some of FIN, SYN, RST, PSH, ACK, URG, ECE, CWR with commas, such as &quot;SYN,ACK&quot;.</source>
        <translation>“{0}”不是控制位：请从 FIN、SYN、RST、PSH、ACK、URG、ECE、CWR 中选取，以逗号相隔，例如 &quot;SYN,ACK&quot;。</translation>
    </message>
    <message>
        <source>segments: {0}</source>
        <translation>报文段：{0} 个</translation>
    </message>
    <message>
        <source>at least {0} segments</source>
        <translation>至少 {0} 个报文段</translation>
    </message>
    <message>
        <source>{0} segments</source>
        <translation>{0} 个报文段</translation>
    </message>
    <message>
        <source>lost: {0}</source>
        <translation>丢失：{0}</translation>
    </message>
    <message>
        <source>sent at {0}</source>
        <translation>发送于 {0}</translation>
    </message>
    <message>
        <source>arriving at {0}</source>
        <translation>到达于 {0}</translation>
    </message>
    <message>
        <source>all with the same sequence number</source>
        <translation>序列号全都相同</translation>
    </message>
    <message>
        <source>relative sequence numbers {0}</source>
        <translation>相对序列号 {0}</translation>
    </message>
    <message>
        <source>sent by the rule {0}</source>
        <translation>由规则 {0} 发送</translation>
    </message>
    <message>
        <source>sent by {0}</source>
        <translation>由 {0} 发送</translation>
    </message>
    <message>
        <source>no state</source>
        <translation>没有状态</translation>
    </message>
    <message>
        <source>at the end {0}</source>
        <translation>最后为 {0}</translation>
    </message>
    <message>
        <source>call {0} of {1}()</source>
        <translation>第 {0} 次 {1}() 调用</translation>
    </message>
    <message>
        <source>{0} calls of {1}()</source>
        <translation>{0} 次 {1}() 调用</translation>
    </message>
    <message>
        <source>still waits at the end</source>
        <translation>到最后仍在等待</translation>
    </message>
    <message>
        <source>returns</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>begins at {0}</source>
        <translation>开始于 {0}</translation>
    </message>
    <message>
        <source>returns at {0}</source>
        <translation>返回于 {0}</translation>
    </message>
    <message>
        <source>&quot;result&quot; must be a number, &quot;&gt;0&quot;, &quot;&gt;=0&quot; or the name of an error such as &quot;ETIMEDOUT&quot;.</source>
        <translation>&quot;result&quot; 必须是数字、&quot;&gt;0&quot;、&quot;&gt;=0&quot; 或错误名，例如 &quot;ETIMEDOUT&quot;。</translation>
    </message>
    <message>
        <source>result {0}</source>
        <translation>结果 {0}</translation>
    </message>
    <message>
        <source>no result yet</source>
        <translation>尚无结果</translation>
    </message>
    <message>
        <source>returns when the segment arrives at {0}</source>
        <translation>在报文段于 {0} 到达时返回</translation>
    </message>
    <message>
        <source>returns when the segment arrives</source>
        <translation>在报文段到达时返回</translation>
    </message>
    <message>
        <source>the segment never arrives</source>
        <translation>报文段一直没有到达</translation>
    </message>
    <message>
        <source>does not return</source>
        <translation>没有返回</translation>
    </message>
    <message>
        <source>bytes delivered: {0}</source>
        <translation>交付的字节：{0}</translation>
    </message>
    <message>
        <source>the last of them at {0}</source>
        <translation>最后一个字节于 {0}</translation>
    </message>
    <message>
        <source>the same bytes in the same order as sent</source>
        <translation>与发送时相同的字节、相同的顺序</translation>
    </message>
    <message>
        <source>the same bytes</source>
        <translation>相同的字节</translation>
    </message>
    <message>
        <source>other bytes, or not all of those that were sent</source>
        <translation>字节不同，或并非全部已发送的字节</translation>
    </message>
    <message>
        <source>There is no variable &quot;{0}&quot;. {1}</source>
        <translation>没有变量“{0}”。{1}</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; must be a number.</source>
        <translation>&quot;{0}&quot; 必须是数字。</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>没有值</translation>
    </message>
    <message>
        <source>first</source>
        <translation>最初的</translation>
    </message>
    <message>
        <source>last</source>
        <translation>最后的</translation>
    </message>
    <message>
        <source>least</source>
        <translation>最小的</translation>
    </message>
    <message>
        <source>greatest</source>
        <translation>最大的</translation>
    </message>
    <message>
        <source>{0} in this order: {1}</source>
        <translation>{0} 依次为：{1}</translation>
    </message>
    <message>
        <source>{0} is {1} at {2}, above {3} of {4}</source>
        <translation>{0} 在 {2} 为 {1}，超过了 {3} 的 {4}</translation>
    </message>
    <message>
        <source>{0} never limits {1}</source>
        <translation>{0} 从未限制 {1}</translation>
    </message>
    <message>
        <source>{0} never above the least of {1}, and limited by each</source>
        <translation>{0} 从不超过 {1} 中最小的一个，并且受到过其中每一个的限制</translation>
    </message>
    <message>
        <source>so it is</source>
        <translation>确实如此</translation>
    </message>
    <message>
        <source>There is no timer &quot;{0}&quot;. {1}</source>
        <translation>没有定时器“{0}”。{1}</translation>
    </message>
    <message>
        <source>set at {0}</source>
        <translation>设置于 {0}</translation>
    </message>
    <message>
        <source>for {0}</source>
        <translation>时长 {0}</translation>
    </message>
    <message>
        <source>fires at {0}</source>
        <translation>触发于 {0}</translation>
    </message>
    <message>
        <source>fires: {0}</source>
        <translation>触发次数：{0}</translation>
    </message>
    <message>
        <source>instants at which the rule acts: {0}</source>
        <translation>规则起作用的时刻数：{0}</translation>
    </message>
    <message>
        <source>the rule acts at {0} instants or more</source>
        <translation>规则至少在 {0} 个时刻起作用</translation>
    </message>
    <message>
        <source>at {0}</source>
        <translation>在 {0} 个时刻</translation>
    </message>
    <message>
        <source>acts at {0}</source>
        <translation>起作用于 {0}</translation>
    </message>
    <message>
        <source>drops: {0}</source>
        <translation>丢弃：{0}</translation>
    </message>
    <message>
        <source>drops at {0}</source>
        <translation>丢弃于 {0}</translation>
    </message>
    <message>
        <source>There is no check of the kind &quot;{0}&quot;. {1}</source>
        <translation>没有种类为“{0}”的检查。{1}</translation>
    </message>
    <message>
        <source>This check expects nothing: resources/labs/README.md tells what it may expect.</source>
        <translation>这项检查没有期望任何内容：resources/labs/README.md 说明了可以期望什么。</translation>
    </message>
    <message>
        <source>There is no host &quot;{0}&quot;. {1}</source>
        <translation>没有主机“{0}”。{1}</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; must be {1} or a list of such.</source>
        <translation>&quot;{0}&quot; 必须是{1}，或由其组成的列表。</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>a time such as &quot;20 ms&quot;</source>
        <translation>时间，例如 &quot;20 ms&quot;</translation>
    </message>
    <message>
        <source>core/trace/rules.inc lists them.</source>
        <translation>core/trace/rules.inc 列出了它们。</translation>
    </message>
    <message>
        <source>There is no rule &quot;{0}&quot;. {1}</source>
        <translation>没有规则“{0}”。{1}</translation>
    </message>
    <message>
        <source>This is not a text: a zero octet stands here.</source>
        <translation>这不是文本：此处是一个零字节。</translation>
    </message>
    <message>
        <source>This octet is not part of a text in UTF-8.</source>
        <translation>这个字节不属于 UTF-8 文本。</translation>
    </message>
    <message>
        <source>JSON knows no comments: leave this out.</source>
        <translation>JSON 没有注释：请去掉它。</translation>
    </message>
    <message>
        <source>The quotation mark that ends this text is missing.</source>
        <translation>这段文本缺少结尾的引号。</translation>
    </message>
    <message>
        <source>A text ends on its line and holds no control characters; a line break in it is written \n.</source>
        <translation>文本必须在本行内结束，且不含控制字符；其中的换行写作 \n。</translation>
    </message>
    <message>
        <source>After a backslash stands one of &quot; \ / b f n r t, or u and four hexadecimal digits.</source>
        <translation>反斜杠之后只能是 &quot; \ / b f n r t 之一，或 u 加四位十六进制数字。</translation>
    </message>
    <message>
        <source>JSON writes numbers otherwise: 5, -2, 0.5 or 1e6.</source>
        <translation>JSON 中数字的写法不是这样，而是：5、-2、0.5 或 1e6。</translation>
    </message>
    <message>
        <source>The number is too large.</source>
        <translation>数字太大。</translation>
    </message>
    <message>
        <source>The text ends too early: a list or an object is still open, or a value is missing.</source>
        <translation>文本过早结束：还有列表或对象没有闭合，或缺少一个值。</translation>
    </message>
    <message>
        <source>A key in quotation marks must stand here. No comma follows the last member of an object.</source>
        <translation>此处必须是带引号的键。对象的最后一个成员之后没有逗号。</translation>
    </message>
    <message>
        <source>A colon must stand here, between the key and its value.</source>
        <translation>此处，即键与值之间，必须有冒号。</translation>
    </message>
    <message>
        <source>A comma or a closing brace must stand here.</source>
        <translation>此处必须是逗号或右花括号。</translation>
    </message>
    <message>
        <source>A comma or a closing bracket must stand here.</source>
        <translation>此处必须是逗号或右方括号。</translation>
    </message>
    <message>
        <source>Nothing may follow the end of the JSON text.</source>
        <translation>JSON 文本结束之后不能再有内容。</translation>
    </message>
    <message>
        <source>A value must stand here: a text in quotation marks, a number, true, false, a list in brackets or an object in braces. No comma follows the last value of a list.</source>
        <translation>此处必须是一个值：带引号的文本、数字、true、false、方括号中的列表或花括号中的对象。列表的最后一个值之后没有逗号。</translation>
    </message>
    <message>
        <source>null is not used here: leave the member out.</source>
        <translation>这里不使用 null：请去掉这个成员。</translation>
    </message>
    <message>
        <source>The number is too large: at most 9223372036854775807.</source>
        <translation>数字太大：最大为 9223372036854775807。</translation>
    </message>
    <message>
        <source>Binary values are not JSON.</source>
        <translation>二进制值不是 JSON。</translation>
    </message>
    <message>
        <source>The key &quot;{0}&quot; stands twice in this object.</source>
        <translation>键 &quot;{0}&quot; 在这个对象中出现了两次。</translation>
    </message>
    <message>
        <source>There is nothing in it.</source>
        <translation>其中没有任何内容。</translation>
    </message>
    <message>
        <source>This is not JSON.</source>
        <translation>这不是 JSON。</translation>
    </message>
    <message>
        <source>The text is nested more than {0} deep.</source>
        <translation>文本的嵌套超过 {0} 层。</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>a fraction</source>
        <translation>小数</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>The text is larger than {0}.</source>
        <translation>文本大于 {0}。</translation>
    </message>
    <message>
        <source>An object in braces must stand here, not {0}.</source>
        <translation>此处必须是花括号中的对象，而不是{0}。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is missing here.</source>
        <translation>此处缺少 &quot;{0}&quot;。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; must be {1}, not {2}.</source>
        <translation>&quot;{0}&quot; 必须是{1}，而不是{2}。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is {1}, but must be between {2} and {3}.</source>
        <translation>&quot;{0}&quot; 是 {1}，但必须在 {2} 到 {3} 之间。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; must not be empty.</source>
        <translation>&quot;{0}&quot; 不能为空。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; must not be below &quot;{1}&quot;.</source>
        <translation>&quot;{0}&quot; 不能小于 &quot;{1}&quot;。</translation>
    </message>
    <message>
        <source>a text with a unit such as &quot;20 ms&quot;</source>
        <translation>带单位的文本，例如 &quot;20 ms&quot;</translation>
    </message>
    <message>
        <source>a list in brackets</source>
        <translation>方括号中的列表</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is not known here. {1}</source>
        <translation>此处不认识 &quot;{0}&quot;。{1}</translation>
    </message>
    <message>
        <source>line {0}:{1}</source>
        <translation>第 {0} 行第 {1} 列</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is not {1}: write a number and one of the units {2}.</source>
        <translation>“{0}”不是{1}：请写数字加下列单位之一：{2}。</translation>
    </message>
    <message>
        <source>a duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>a bit rate above 0</source>
        <translation>大于 0 的比特率</translation>
    </message>
    <message>
        <source>a size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Did you mean &quot;{0}&quot;?</source>
        <translation>您是不是要写 &quot;{0}&quot;？</translation>
    </message>
    <message>
        <source>Known here: {0}.</source>
        <translation>此处可用的有：{0}。</translation>
    </message>
    <message>
        <source>The capture cannot be opened: {0}.</source>
        <translation>抓包无法打开：{0}。</translation>
    </message>
    <message>
        <source>This is not a capture that can be read: {0}.</source>
        <translation>这不是可以读取的抓包：{0}。</translation>
    </message>
    <message>
        <source>The capture&apos;s link type {0} is not supported.</source>
        <translation>不支持该抓包的链路类型 {0}。</translation>
    </message>
    <message>
        <source>The capture is damaged behind packet {0}: {1}.</source>
        <translation>抓包在第 {0} 个数据包之后损坏：{1}。</translation>
    </message>
    <message>
        <source>Only the first {0} datagrams are read.</source>
        <translation>只读取前 {0} 个数据报。</translation>
    </message>
    <message>
        <source>Only the first {0} hosts are read.</source>
        <translation>只读取前 {0} 台主机。</translation>
    </message>
    <message>
        <source>{0}: {1}.</source>
        <translation>{0}：{1}。</translation>
    </message>
    <message>
        <source>The capture cannot be written</source>
        <translation>抓包无法写入</translation>
    </message>
    <message>
        <source>The capture could not be written completely</source>
        <translation>抓包未能完整写入</translation>
    </message>
    <message>
        <source>This lab has the file version {0}, but this program reads versions up to {1}: a newer program is needed.</source>
        <translation>这个实验的文件版本是 {0}，而本程序只能读取到版本 {1}：需要更新的程序。</translation>
    </message>
    <message>
        <source>There is no file version 0: write &quot;tcplab&quot;: 1.</source>
        <translation>没有文件版本 0：请写 &quot;tcplab&quot;: 1。</translation>
    </message>
    <message>
        <source>A host&apos;s name has at most {0} octets.</source>
        <translation>主机名最多 {0} 个字节。</translation>
    </message>
    <message>
        <source>A host&apos;s name holds no spaces, no &quot;:&quot; and no &quot;&gt;&quot;.</source>
        <translation>主机名不能含有空格、&quot;:&quot; 和 &quot;&gt;&quot;。</translation>
    </message>
    <message>
        <source>These are {0} {1}, more than the {2} that a lab may have.</source>
        <translation>&quot;{1}&quot; 有 {0} 项，超过了实验允许的 {2} 项。</translation>
    </message>
    <message>
        <source>Each paragraph must be a text.</source>
        <translation>每个段落都必须是文本。</translation>
    </message>
    <message>
        <source>The duration is {0}, but must be above 0 and at most {1}.</source>
        <translation>时长是 {0}，但必须大于 0 且不超过 {1}。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is not an IPv4 address: write four numbers of 0 to 255 with dots, such as 10.0.0.1.</source>
        <translation>“{0}”不是 IPv4 地址：请写四个 0 到 255 的数，以点相隔，例如 10.0.0.1。</translation>
    </message>
    <message>
        <source>{0} is not the address of one host: those lie between 1.0.0.0 and 223.255.255.255.</source>
        <translation>{0} 不是单台主机的地址：主机地址在 1.0.0.0 到 223.255.255.255 之间。</translation>
    </message>
    <message>
        <source>There are two hosts with the name &quot;{0}&quot;.</source>
        <translation>有两台主机都叫“{0}”。</translation>
    </message>
    <message>
        <source>The address {0} belongs to &quot;{1}&quot; already.</source>
        <translation>地址 {0} 已属于“{1}”。</translation>
    </message>
    <message>
        <source>The link joins &quot;{0}&quot; with itself.</source>
        <translation>链路把“{0}”与它自己相连。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; and &quot;{1}&quot; are linked already.</source>
        <translation>“{0}”与“{1}”已经相连。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; names no control bits: write some of FIN, SYN, RST, PSH, ACK, URG, ECE, CWR with commas, such as &quot;SYN,ACK&quot;, or &quot;none&quot;.</source>
        <translation>“{0}”不是控制位：请从 FIN、SYN、RST、PSH、ACK、URG、ECE、CWR 中选取，以逗号相隔，例如 &quot;SYN,ACK&quot;，或写 &quot;none&quot;。</translation>
    </message>
    <message>
        <source>There is no action &quot;{0}&quot;. {1}</source>
        <translation>没有动作“{0}”。{1}</translation>
    </message>
    <message>
        <source>There is no view &quot;{0}&quot;. {1}</source>
        <translation>没有视图“{0}”。{1}</translation>
    </message>
    <message>
        <source>&quot;until&quot; must be above 0.</source>
        <translation>&quot;until&quot; 必须大于 0。</translation>
    </message>
    <message>
        <source>values are nested too deeply</source>
        <translation>值嵌套过深</translation>
    </message>
    <message>
        <source>a value is missing here</source>
        <translation>此处缺少一个值</translation>
    </message>
    <message>
        <source>a field has one count at most</source>
        <translation>一个字段最多有一个计数</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is missing here</source>
        <translation>此处缺少 &quot;{0}&quot;</translation>
    </message>
    <message>
        <source>after its time an event is a packet (&lt; or &gt;), a system call, a `command` or %{ code }%</source>
        <translation>事件在其时间之后是一个数据包（&lt; 或 &gt;）、一个系统调用、一条 `command` 或 %{ code }%</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is no fact about IP: take noecn, ect0, ect1, ect01, ce, tos, ttl or flowlabel</source>
        <translation>“{0}”不是 IP 的属性：请使用 noecn、ect0、ect1、ect01、ce、tos、ttl 或 flowlabel</translation>
    </message>
    <message>
        <source>ect01 leaves a choice: only an outbound packet may have it</source>
        <translation>ect01 留有选择余地：只有出方向的数据包可以使用</translation>
    </message>
    <message>
        <source>an inbound segment needs its window: &quot;win 1000&quot;</source>
        <translation>入方向的报文段需要写出窗口：&quot;win 1000&quot;</translation>
    </message>
    <message>
        <source>the segment&apos;s flags are missing here: some of SFRPUEWA and a dot for ACK, or - for none</source>
        <translation>此处缺少报文段的标志：SFRPUEWA 中的若干个，点表示 ACK，- 表示没有</translation>
    </message>
    <message>
        <source>an ACE digit and the letters E, W and A say the same thing: write one of them</source>
        <translation>ACE 数字与字母 E、W、A 表示同一件事：请只写其中一种</translation>
    </message>
    <message>
        <source>&quot;...&quot; leaves a choice: only an outbound packet may have it</source>
        <translation>&quot;...&quot; 留有选择余地：只有出方向的数据包可以使用</translation>
    </message>
    <message>
        <source>{0}:{1} is not as long as the ({2}) behind it says</source>
        <translation>{0}:{1} 的长度与其后的 ({2}) 不符</translation>
    </message>
    <message>
        <source>these options take {0} octets, but a header has room for {1}</source>
        <translation>这些选项占 {0} 个字节，而首部只能容纳 {1} 个</translation>
    </message>
    <message>
        <source>these options take {0} octets: pad them to a multiple of 4 with nop or eol</source>
        <translation>这些选项占 {0} 个字节：请用 nop 或 eol 补齐为 4 的倍数</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is no TCP option: take mss, wscale, sackOK, sack, TS, nop, eol, FO, FOEXP, md5, ECN or uto</source>
        <translation>“{0}”不是 TCP 选项：请使用 mss、wscale、sackOK、sack、TS、nop、eol、FO、FOEXP、md5、ECN 或 uto</translation>
    </message>
    <message>
        <source>a segment has room for {0} SACK blocks</source>
        <translation>一个报文段可容纳 {0} 个 SACK 块</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is no row of hexadecimal pairs</source>
        <translation>“{0}”不是一串成对的十六进制数字</translation>
    </message>
    <message>
        <source>the option has three counters at most</source>
        <translation>该选项最多有三个计数器</translation>
    </message>
    <message>
        <source>the kind of ICMP message is missing here</source>
        <translation>此处缺少 ICMP 消息的类型</translation>
    </message>
    <message>
        <source>nothing may follow the command that cleans up</source>
        <translation>清理命令之后不能再有内容</translation>
    </message>
    <message>
        <source>the option&apos;s name is missing here</source>
        <translation>此处缺少选项名</translation>
    </message>
    <message>
        <source>write --define=NAME=value</source>
        <translation>请写成 --define=NAME=value</translation>
    </message>
    <message>
        <source>&quot;*&quot; and ranges of time are for outbound packets only</source>
        <translation>&quot;*&quot; 和时间范围只用于出方向的数据包</translation>
    </message>
    <message>
        <source>an event begins with its time: 0.1, +0.1, 0.1~0.2, +0.1~+0.2 or *</source>
        <translation>事件以其时间开头：0.1、+0.1、0.1~0.2、+0.1~+0.2 或 *</translation>
    </message>
    <message>
        <source>the range of time ends before it begins</source>
        <translation>时间范围的结束早于开始</translation>
    </message>
    <message>
        <source>a script needs at least one event</source>
        <translation>脚本至少需要一个事件</translation>
    </message>
    <message>
        <source>the first event has to be at time 0</source>
        <translation>第一个事件必须在时刻 0</translation>
    </message>
    <message>
        <source>this time is before that of an event above</source>
        <translation>这个时间早于上面某个事件的时间</translation>
    </message>
    <message>
        <source>a whole number is missing here</source>
        <translation>此处缺少一个整数</translation>
    </message>
    <message>
        <source>{0} is not between {1} and {2}</source>
        <translation>{0} 不在 {1} 与 {2} 之间</translation>
    </message>
    <message>
        <source>a time in seconds, up to {0}, is missing here</source>
        <translation>此处缺少一个以秒为单位、不超过 {0} 的时间</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>a duration as a text, such as &quot;20 ms&quot;</source>
        <translation>文本形式的时长，例如 &quot;20 ms&quot;</translation>
    </message>
    <message>
        <source>a bit rate as a text, such as &quot;10 Mbit/s&quot;</source>
        <translation>文本形式的比特率，例如 &quot;10 Mbit/s&quot;</translation>
    </message>
    <message>
        <source>a size as a text, such as &quot;64 KiB&quot;</source>
        <translation>文本形式的大小，例如 &quot;64 KiB&quot;</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is not a choice for {1}: take one of {2}.</source>
        <translation>“{0}”不是 {1} 的选项：请从 {2} 中选取。</translation>
    </message>
    <message>
        <source>Each entry of {0} must be an object in braces.</source>
        <translation>{0} 的每一项都必须是花括号中的对象。</translation>
    </message>
    <message>
        <source>{0} must be {1}.</source>
        <translation>{0} 必须是{1}。</translation>
    </message>
    <message>
        <source>{0} is {1}, but must be at least {2}.</source>
        <translation>{0} 是 {1}，但至少须为 {2}。</translation>
    </message>
    <message>
        <source>{0} is {1}, but must be at most {2}.</source>
        <translation>{0} 是 {1}，但至多为 {2}。</translation>
    </message>
    <message>
        <source>&quot;id&quot; must consist of small letters, digits and underscores, such as &quot;link_delay&quot;.</source>
        <translation>&quot;id&quot; 必须由小写字母、数字和下划线组成，例如 &quot;link_delay&quot;。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; must be one of {1}.</source>
        <translation>&quot;{0}&quot; 必须是 {1} 之一。</translation>
    </message>
    <message>
        <source>&quot;title&quot; is missing here: write {&quot;en&quot;: &quot;…&quot;, &quot;zh&quot;: &quot;…&quot;}.</source>
        <translation>此处缺少 &quot;title&quot;：请写 {&quot;en&quot;: &quot;…&quot;, &quot;zh&quot;: &quot;…&quot;}。</translation>
    </message>
    <message>
        <source>There are two parameters with the name &quot;{0}&quot;.</source>
        <translation>有两个参数都叫“{0}”。</translation>
    </message>
    <message>
        <source>Each choice must be a text.</source>
        <translation>每个选项都必须是文本。</translation>
    </message>
    <message>
        <source>A choice needs at least one text to choose.</source>
        <translation>选项类参数至少需要一个可选的文本。</translation>
    </message>
    <message>
        <source>&quot;maximum&quot; is below &quot;minimum&quot;.</source>
        <translation>&quot;maximum&quot; 小于 &quot;minimum&quot;。</translation>
    </message>
    <message>
        <source>A parameter that is optional may be absent and has no default.</source>
        <translation>可选的参数可以缺席，没有默认值。</translation>
    </message>
    <message>
        <source>There is no parameter &quot;{0}&quot;. {1}</source>
        <translation>没有参数“{0}”。{1}</translation>
    </message>
    <message>
        <source>The parameter &quot;{0}&quot; is missing: it must be {1}.</source>
        <translation>缺少参数“{0}”：它必须是{1}。</translation>
    </message>
    <message>
        <source>No {0} plugin named &quot;{1}&quot; is loaded.</source>
        <translation>没有加载名为“{1}”的 {0} 插件。</translation>
    </message>
    <message>
        <source>No host is named &quot;{0}&quot;.</source>
        <translation>没有名为“{0}”的主机。</translation>
    </message>
    <message>
        <source>Opening the TAP device &quot;{0}&quot;</source>
        <translation>打开 TAP 设备“{0}”</translation>
    </message>
    <message>
        <source>this cannot be the name of a network device</source>
        <translation>这不能作为网络设备的名字</translation>
    </message>
    <message>
        <source>a name has 1 to {0} characters, without spaces and slashes</source>
        <translation>名字为 1 到 {0} 个字符，不含空格和斜杠</translation>
    </message>
    <message>
        <source>there is no network device of this name</source>
        <translation>没有这个名字的网络设备</translation>
    </message>
    <message>
        <source>the device is down</source>
        <translation>设备未启用</translation>
    </message>
    <message>
        <source>run as root, or: {0}</source>
        <translation>请以 root 运行，或：{0}</translation>
    </message>
    <message>
        <source>load the kernel&apos;s driver: sudo modprobe tun (in a container: let it see {0})</source>
        <translation>请加载内核驱动：sudo modprobe tun（在容器中：让容器能看到 {0}）</translation>
    </message>
    <message>
        <source>the device belongs to another user (Operation not permitted)</source>
        <translation>设备属于另一个用户（Operation not permitted）</translation>
    </message>
    <message>
        <source>run as root or with CAP_NET_ADMIN, or make it yours: {0}</source>
        <translation>请以 root 或 CAP_NET_ADMIN 权限运行，或把它变成您的：{0}</translation>
    </message>
    <message>
        <source>the device is in use by another program</source>
        <translation>设备正被另一个程序使用</translation>
    </message>
    <message>
        <source>end that program or name another device</source>
        <translation>请结束那个程序，或指定另一个设备</translation>
    </message>
    <message>
        <source>the device is there but is no TAP device</source>
        <translation>设备存在，但不是 TAP 设备</translation>
    </message>
    <message>
        <source>name another device, or make one: {0}</source>
        <translation>请指定另一个设备，或创建一个：{0}</translation>
    </message>
    <message>
        <source>TAP devices of this kind are there on Linux only</source>
        <translation>这种 TAP 设备只在 Linux 上才有</translation>
    </message>
    <message>
        <source>use a Linux system</source>
        <translation>请使用 Linux 系统</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>not applicable</source>
        <translation>不适用</translation>
    </message>
    <message>
        <source>Write NAME=VALUE.</source>
        <translation>请写成 名称=值。</translation>
    </message>
    <message>
        <source>The engine has no setting of the name {0}.</source>
        <translation>引擎没有名为 {0} 的设置。</translation>
    </message>
    <message>
        <source>scripts: {0}</source>
        <translation>脚本：{0}</translation>
    </message>
    <message>
        <source>Run packetdrill scripts against an engine in virtual time; exit code 1 if one fails</source>
        <translation>在虚拟时间中用 packetdrill 脚本检验引擎；有一个失败时退出码为 1</translation>
    </message>
    <message>
        <source>Scripts, or folders that are searched for .pkt files</source>
        <translation>脚本，或在其中查找 .pkt 文件的文件夹</translation>
    </message>
    <message>
        <source>Whose stack the engine behaves like: linux, freebsd or rfc</source>
        <translation>引擎的行为像哪一种协议栈：linux、freebsd 或 rfc</translation>
    </message>
    <message>
        <source>Verify checksums and every octet of the streams, and let nothing that is sent go unexplained at the end</source>
        <translation>核对校验和及字节流中的每个字节，并且到最后不放过任何未被脚本说明的发送</translation>
    </message>
    <message>
        <source>NAME=VALUE: what a name in the scripts stands for</source>
        <translation>名称=值：脚本中的一个名称所代表的内容</translation>
    </message>
    <message>
        <source>Tell the story of every script</source>
        <translation>讲述每个脚本的经过</translation>
    </message>
    <message>
        <source>One line a script</source>
        <translation>每个脚本一行</translation>
    </message>
    <message>
        <source>Print the verdicts as JSON</source>
        <translation>将判定结果以 JSON 输出</translation>
    </message>
    <message>
        <source>the option --{0} is not known</source>
        <translation>不认识选项 --{0}</translation>
    </message>
    <message>
        <source>--ip_version is ipv4, ipv4-mapped-ipv6 or ipv6</source>
        <translation>--ip_version 是 ipv4、ipv4-mapped-ipv6 或 ipv6</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is no IP address</source>
        <translation>“{0}”不是 IP 地址</translation>
    </message>
    <message>
        <source>--{0} needs a number between {1} and {2}</source>
        <translation>--{0} 需要 {1} 到 {2} 之间的数字</translation>
    </message>
    <message>
        <source>the segment echoes the time stamp {0}, which the stack has not sent</source>
        <translation>报文段回显了时间戳 {0}，而协议栈没有发送过它</translation>
    </message>
    <message>
        <source>there is no ICMP message &quot;{0}&quot; for this version of IP</source>
        <translation>这个 IP 版本没有 ICMP 消息“{0}”</translation>
    </message>
    <message>
        <source>no engine plugin named &quot;{0}&quot; is loaded</source>
        <translation>没有加载名为“{0}”的引擎插件</translation>
    </message>
    <message>
        <source>the script cannot be read</source>
        <translation>脚本无法读取</translation>
    </message>
    <message>
        <source>REQUIRED</source>
        <translation>必需</translation>
    </message>
    <message>
        <source>OPTIONS</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>COMMAND</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is not the IPv6 address of one host, such as 2001:db8::1.</source>
        <translation>“{0}”不是单台主机的 IPv6 地址，例如 2001:db8::1。</translation>
    </message>
    <message>
        <source>The engine&apos;s IPv6 address, such as fd00::2; it reaches neighbours only</source>
        <translation>引擎的 IPv6 地址，例如 fd00::2；只能到达邻居</translation>
    </message>
    <message>
        <source>a lab has no words for {0}</source>
        <translation>实验无法表达 {0}</translation>
    </message>
    <message>
        <source>no host is named &quot;{0}&quot;</source>
        <translation>没有名为“{0}”的主机</translation>
    </message>
    <message>
        <source>name a script, or a folder of scripts</source>
        <translation>请给出一个脚本，或一个脚本文件夹</translation>
    </message>
    <message>
        <source>the script uses what has no meaning here: {0}</source>
        <translation>脚本使用了在此没有意义的功能：{0}</translation>
    </message>
    <message>
        <source>&quot;name&quot; must be camelCase, such as &quot;initialRto&quot;, or a kernel&apos;s name such as &quot;tcp_syn_retries&quot;.</source>
        <translation>&quot;name&quot; 必须采用小驼峰写法，例如 &quot;initialRto&quot;，或是内核所用的名称，例如 &quot;tcp_syn_retries&quot;。</translation>
    </message>
    <message>
        <source>the host &quot;{0}&quot; has no TCP connection that could be exported</source>
        <translation>主机“{0}”没有可以导出的 TCP 连接</translation>
    </message>
    <message>
        <source>{0} and reserved bits {1}</source>
        <translation>{0}，保留位为 {1}</translation>
    </message>
    <message>
        <source>protocol</source>
        <translation>协议</translation>
    </message>
    <message>
        <source>IP header checksum</source>
        <translation>IP 首部校验和</translation>
    </message>
    <message>
        <source>correct</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>ECN</source>
        <translation>ECN</translation>
    </message>
    <message>
        <source>ect0 or ect1</source>
        <translation>ect0 或 ect1</translation>
    </message>
    <message>
        <source>type of service</source>
        <translation>服务类型</translation>
    </message>
    <message>
        <source>time to live</source>
        <translation>生存时间</translation>
    </message>
    <message>
        <source>flow label</source>
        <translation>流标签</translation>
    </message>
    <message>
        <source>flags</source>
        <translation>标志</translation>
    </message>
    <message>
        <source>seq</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>payload length</source>
        <translation>负载长度</translation>
    </message>
    <message>
        <source>ack</source>
        <translation>确认号</translation>
    </message>
    <message>
        <source>win</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>urg</source>
        <translation>紧急指针</translation>
    </message>
    <message>
        <source>options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>TCP checksum</source>
        <translation>TCP 校验和</translation>
    </message>
    <message>
        <source>payload</source>
        <translation>负载</translation>
    </message>
    <message>
        <source>the octets that the program wrote</source>
        <translation>程序写入的字节</translation>
    </message>
    <message>
        <source>others</source>
        <translation>其他字节</translation>
    </message>
    <message>
        <source>the code is not understood at &quot;{0}&quot;</source>
        <translation>代码在“{0}”处无法理解</translation>
    </message>
    <message>
        <source>assert {0} does not hold</source>
        <translation>assert {0} 不成立</translation>
    </message>
    <message>
        <source>{0}; {1} is {2}</source>
        <translation>{0}；{1} 为 {2}</translation>
    </message>
    <message>
        <source>{0}() is not known here</source>
        <translation>此处没有 {0}()</translation>
    </message>
    <message>
        <source>the packet was sent at {0} s, expected at {1} s: {2} ms too early, allowed are {3} ms</source>
        <translation>报文在 {0} s 发出，预期为 {1} s：早了 {2} ms，允许 {3} ms</translation>
    </message>
    <message>
        <source>the packet was sent at {0} s, expected at {1} s: {2} ms too late, allowed are {3} ms</source>
        <translation>报文在 {0} s 发出，预期为 {1} s：晚了 {2} ms，允许 {3} ms</translation>
    </message>
    <message>
        <source>the stack sends nothing more</source>
        <translation>协议栈不再发送任何报文</translation>
    </message>
    <message>
        <source>the stack has sent nothing by {0} s</source>
        <translation>到 {0} s 为止协议栈没有发送任何报文</translation>
    </message>
    <message>
        <source>the {0} of the packet sent at {1} s are {2}, not {3}</source>
        <translation>{1} s 发出的报文的{0}为 {2}，而不是 {3}</translation>
    </message>
    <message>
        <source>the {0} of the packet sent at {1} s is {2}, not {3}</source>
        <translation>{1} s 发出的报文的{0}为 {2}，而不是 {3}</translation>
    </message>
    <message>
        <source>time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>{0}() blocks, but the script expects that it returns at once</source>
        <translation>{0}() 阻塞，而脚本预期它立即返回</translation>
    </message>
    <message>
        <source>{0}() has not returned</source>
        <translation>{0}() 没有返回</translation>
    </message>
    <message>
        <source>{0}() has returned at {1} s, expected at {2} s</source>
        <translation>{0}() 在 {1} s 返回，预期为 {2} s</translation>
    </message>
    <message>
        <source>{0}() gives {1}, not {2}</source>
        <translation>{0}() 返回 {1}，而不是 {2}</translation>
    </message>
    <message>
        <source>the code asks for {0}, but the connection under test has no open descriptor</source>
        <translation>代码询问 {0}，但被测连接没有打开的描述符</translation>
    </message>
    <message>
        <source>the code uses a name that is not known: {0}</source>
        <translation>代码使用了未知的名称：{0}</translation>
    </message>
    <message>
        <source>{0} connections are in {1}, not {2}</source>
        <translation>有 {0} 个连接处于 {1}，而不是 {2} 个</translation>
    </message>
    <message>
        <source>the counter {0} has not moved</source>
        <translation>计数器 {0} 没有变化</translation>
    </message>
    <message>
        <source>a packet that the stack sent at {0} s is explained by no line of the script</source>
        <translation>协议栈在 {0} s 发出的一个报文没有被脚本的任何一行说明</translation>
    </message>
    <message>
        <source>{0}: passed
</source>
        <translation>{0}：通过
</translation>
    </message>
    <message>
        <source>{0}: not applicable: {1}
</source>
        <translation>{0}：不适用：{1}
</translation>
    </message>
    <message>
        <source>{0}  the story so far:
{1}</source>
        <translation>{0}  到此为止的经过：
{1}</translation>
    </message>
    <message>
        <source>{0}  expected     {1}
</source>
        <translation>{0}  预期         {1}
</translation>
    </message>
    <message>
        <source>{0}  actual       {1}
</source>
        <translation>{0}  实际         {1}
</translation>
    </message>
    <message>
        <source>{0}  {1}: {2}, not {3}
</source>
        <translation>{0}  {1}：{2}，而不是 {3}
</translation>
    </message>
    <message>
        <source>{0}  because      {1} ({2})
</source>
        <translation>{0}  原因         {1}（{2}）
</translation>
    </message>
    <message>
        <source>{0}() with {1} arguments</source>
        <translation>带 {1} 个参数的 {0}()</translation>
    </message>
    <message>
        <source>a null pointer as buffer</source>
        <translation>以空指针作为缓冲区</translation>
    </message>
    <message>
        <source>{0}() with this message</source>
        <translation>带此消息的 {0}()</translation>
    </message>
    <message>
        <source>control messages</source>
        <translation>控制消息</translation>
    </message>
    <message>
        <source>a buffer of {0} octets</source>
        <translation>{0} 字节的缓冲区</translation>
    </message>
    <message>
        <source>the octets that were read are not those from {0} on that the peer sent</source>
        <translation>读到的字节不是对方从 {0} 起发送的字节</translation>
    </message>
    <message>
        <source>{0} with this value</source>
        <translation>取此值的 {0}</translation>
    </message>
    <message>
        <source>the option is {0}, not {1}</source>
        <translation>该选项为 {0}，而不是 {1}</translation>
    </message>
    <message>
        <source>{0} gives {1}, not {2}</source>
        <translation>{0} 给出 {1}，而不是 {2}</translation>
    </message>
    <message>
        <source>poll() with these descriptors</source>
        <translation>带这些描述符的 poll()</translation>
    </message>
    <message>
        <source>revents of {0} is {1}, not {2}</source>
        <translation>{0} 的 revents 为 {1}，而不是 {2}</translation>
    </message>
    <message>
        <source>epoll_ctl() with this event</source>
        <translation>带此事件的 epoll_ctl()</translation>
    </message>
    <message>
        <source>the events of {0} are {1}, not {2}</source>
        <translation>{0} 的事件为 {1}，而不是 {2}</translation>
    </message>
    <message>
        <source>Change a parameter of the engine, NAME=VALUE, or of a congestion control, CONTROL.NAME=VALUE, repeatable: tcp_sack=false, cc_cubic.hystart=off</source>
        <translation>修改引擎的参数（名称=值）或拥塞控制的参数（控制.名称=值），可重复：tcp_sack=false、cc_cubic.hystart=off</translation>
    </message>
    <message>
        <source>NAME=VALUE: a parameter of the engine or of a congestion control (cc_cubic.hystart=off), or a kernel&apos;s setting (net.ipv4.tcp_sack=0)</source>
        <translation>名称=值：引擎或拥塞控制的参数（cc_cubic.hystart=off），或内核的设置（net.ipv4.tcp_sack=0）</translation>
    </message>
    <message>
        <source>The congestion control measures no &quot;{0}&quot;. {1}</source>
        <translation>该拥塞控制不测量“{0}”。{1}</translation>
    </message>
    <message>
        <source>graphs: draw what the congestion control measures, by its name (w_max), repeatable</source>
        <translation>graphs：按名称画出拥塞控制的测量值（w_max），可重复</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is no setting: write NAME=VALUE, such as tcp_sack=false.</source>
        <translation>“{0}”不是设置：请写成 名称=值，例如 tcp_sack=false。</translation>
    </message>
    <message>
        <source>&quot;name&quot; must begin with a small letter and consist of letters, digits and underscores, such as &quot;w_max&quot;.</source>
        <translation>&quot;name&quot; 必须以小写字母开头，由字母、数字和下划线组成，例如 &quot;w_max&quot;。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; breaks TCP for a lesson: no real peer may meet it.</source>
        <translation>“{0}”为教学而违反 TCP：不得让真实的对方遇到。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is &quot;{1}&quot;, which is for lessons only: no real peer may meet it.</source>
        <translation>“{0}”为“{1}”，它仅用于教学：不得让真实的对方遇到。</translation>
    </message>
    <message>
        <source>{0} after the first event</source>
        <translation>第一个事件之后的 {0}</translation>
    </message>
    <message>
        <source>NAME=VALUE: an option of the language that goes before the scripts&apos; own (ip_version=ipv6)</source>
        <translation>NAME=VALUE：脚本语言的选项，优先于脚本自身所写（ip_version=ipv6）</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is no prefix: write an address and its length, such as 10.0.2.0/24 or 2001:db8:2::/64.</source>
        <translation>“{0}”不是前缀：请写地址和长度，例如 10.0.2.0/24 或 2001:db8:2::/64。</translation>
    </message>
    <message>
        <source>Each neighbour must be a host&apos;s name.</source>
        <translation>每个邻居必须是主机名。</translation>
    </message>
    <message>
        <source>The load cannot be spread by &quot;{0}&quot;. {1}</source>
        <translation>不能按“{0}”分担负载。{1}</translation>
    </message>
    <message>
        <source>There is no event &quot;{0}&quot;. {1}</source>
        <translation>没有事件“{0}”。{1}</translation>
    </message>
    <message>
        <source>&quot;at&quot; is {0}, but must be between 0 and {1}.</source>
        <translation>“at”是 {0}，但必须在 0 到 {1} 之间。</translation>
    </message>
    <message>
        <source>This lab has no links.</source>
        <translation>该实验没有链路。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; has two routes to {1}: name several neighbours in one &quot;via&quot;.</source>
        <translation>“{0}”有两条到 {1} 的路由：请在一个“via”中写多个邻居。</translation>
    </message>
    <message>
        <source>{0} has bits behind its prefix: the network is {1}.</source>
        <translation>{0} 在前缀之后还有位：该网络是 {1}。</translation>
    </message>
    <message>
        <source>A route leads over at least one neighbour.</source>
        <translation>路由至少经过一个邻居。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is no neighbour of &quot;{1}&quot;: no link joins them.</source>
        <translation>“{0}”不是“{1}”的邻居：没有链路连接它们。</translation>
    </message>
    <message>
        <source>There is no link {0}.</source>
        <translation>没有链路 {0}。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is for labs only: no real peer may meet it.</source>
        <translation>“{0}”只能用于实验：不得与真实对端通信。</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is no time, such as &quot;1.5 s&quot;.</source>
        <translation>“{0}”不是时间，例如“1.5 s”。</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>未给出</translation>
    </message>
    <message>
        <source>The lab has nothing at {0}.</source>
        <translation>实验中 {0} 处没有内容。</translation>
    </message>
    <message>
        <source>This lab</source>
        <translation>本实验</translation>
    </message>
    <message>
        <source>Host {0}</source>
        <translation>主机 {0}</translation>
    </message>
    <message>
        <source>Programs</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Congestion controls</source>
        <translation>拥塞控制</translation>
    </message>
    <message>
        <source>Link {0}</source>
        <translation>链路 {0}</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>The run ends here at the latest.</source>
        <translation>运行最迟在此结束。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>All that is drawn at random begins here: the same seed gives the same run.</source>
        <translation>所有随机数由此产生：种子相同，运行就相同。</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>The stack that this host runs. Another one begins with its own defaults.</source>
        <translation>该主机运行的引擎。换成另一个时，从其默认值开始。</translation>
    </message>
    <message>
        <source>IPv4 address</source>
        <translation>IPv4 地址</translation>
    </message>
    <message>
        <source>Of this host alone, such as 10.0.0.1.</source>
        <translation>只属于该主机，例如 10.0.0.1。</translation>
    </message>
    <message>
        <source>IPv6 address</source>
        <translation>IPv6 地址</translation>
    </message>
    <message>
        <source>Of this host alone, such as 2001:db8::1.</source>
        <translation>只属于该主机，例如 2001:db8::1。</translation>
    </message>
    <message>
        <source>MTU</source>
        <translation>MTU</translation>
    </message>
    <message>
        <source>The largest datagram that the host sends, in bytes.</source>
        <translation>主机发送的最大数据报，以字节计。</translation>
    </message>
    <message>
        <source>At</source>
        <translation>时刻</translation>
    </message>
    <message>
        <source>Since the start of the run.</source>
        <translation>自运行开始起。</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>发生什么</translation>
    </message>
    <message>
        <source>To a host, or to a link between two.</source>
        <translation>发生在一台主机上，或两台主机之间的链路上。</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>链路</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>programs end</source>
        <translation>程序结束</translation>
    </message>
    <message>
        <source>programs are killed</source>
        <translation>程序被终止</translation>
    </message>
    <message>
        <source>host crashes</source>
        <translation>主机崩溃</translation>
    </message>
    <message>
        <source>host reboots</source>
        <translation>主机重启</translation>
    </message>
    <message>
        <source>link is cut</source>
        <translation>链路中断</translation>
    </message>
    <message>
        <source>link is whole again</source>
        <translation>链路恢复</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Over an Ethernet the two hosts first ask each other for hardware addresses.</source>
        <translation>在以太网上，两台主机先相互询问硬件地址。</translation>
    </message>
    <message>
        <source>timeline, graphs, queue, inspector, code, or app for the whole window</source>
        <translation>timeline（时间线）、graphs（曲线）、queue（队列）、inspector（检查器）、code（代码）或 app（整个窗口）</translation>
    </message>
    <message>
        <source>queue, code: the instant to show, such as &quot;1.5 s&quot;; without it, when most waits, and when the selected segment is sent</source>
        <translation>queue、code：要显示的时刻，例如 &quot;1.5 s&quot;；不给出时，分别为等待最多的时刻和所选报文段发出的时刻</translation>
    </message>
    <message>
        <source>The plugin {0} is not loaded: what it can be given is not known.</source>
        <translation>插件 {0} 没有加载，因此不知道它有哪些参数。</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>elsewhere</source>
        <translation>其他地方</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>link</source>
        <translation>链路</translation>
    </message>
</context>
<context>
    <name>Timer</name>
    <message>
        <source>retransmission</source>
        <translation>重传</translation>
    </message>
    <message>
        <source>delayed ACK</source>
        <translation>延迟 ACK </translation>
    </message>
    <message>
        <source>persist</source>
        <translation>持续</translation>
    </message>
    <message>
        <source>2 MSL</source>
        <translation>2 MSL </translation>
    </message>
    <message>
        <source>FIN-WAIT-2</source>
        <translation>FIN-WAIT-2 </translation>
    </message>
    <message>
        <source>tail loss probe</source>
        <translation>尾部丢失探测</translation>
    </message>
    <message>
        <source>reordering</source>
        <translation>乱序</translation>
    </message>
    <message>
        <source>keep-alive</source>
        <translation>保活</translation>
    </message>
    <message>
        <source>pacing</source>
        <translation>步调</translation>
    </message>
</context>
<context>
    <name>tcplab::Banner</name>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>tcplab::ChecksPanel</name>
    <message>
        <source>This lab has no checks.</source>
        <translation>该实验没有检查项。</translation>
    </message>
    <message>
        <source>expected: %1</source>
        <translation>期望：%1</translation>
    </message>
    <message>
        <source>found: %1</source>
        <translation>实际：%1</translation>
    </message>
</context>
<context>
    <name>tcplab::CodeView</name>
    <message>
        <source>Program of %1</source>
        <translation>%1 的程序</translation>
    </message>
    <message>
        <source>waits since %1</source>
        <translation>自 %1 起等待</translation>
    </message>
    <message>
        <source>gave %1 at %2</source>
        <translation>于 %2 返回 %1</translation>
    </message>
    <message>
        <source>No program is known here: a capture and a script do not have their text.</source>
        <translation>这里没有已知的程序：抓包文件和脚本不含程序文本。</translation>
    </message>
    <message>
        <source>Program on the left</source>
        <translation>左侧的程序</translation>
    </message>
    <message>
        <source>Program on the right</source>
        <translation>右侧的程序</translation>
    </message>
</context>
<context>
    <name>tcplab::DatagramPane</name>
    <message>
        <source>Header and bytes</source>
        <translation>首部与字节</translation>
    </message>
    <message>
        <source>No datagram belongs to this.</source>
        <translation>它不对应任何数据报。</translation>
    </message>
</context>
<context>
    <name>tcplab::Document</name>
    <message>
        <source>Lose the segment</source>
        <translation>丢失该报文段</translation>
    </message>
    <message>
        <source>Switch the edit on</source>
        <translation>启用该编辑</translation>
    </message>
    <message>
        <source>Switch the edit off</source>
        <translation>停用该编辑</translation>
    </message>
    <message>
        <source>Remove the edit</source>
        <translation>删除该编辑</translation>
    </message>
    <message>
        <source>Restore the autosave</source>
        <translation>恢复自动保存的内容</translation>
    </message>
</context>
<context>
    <name>tcplab::EditsPanel</name>
    <message>
        <source>any segment</source>
        <translation>任意报文段</translation>
    </message>
    <message>
        <source>Lose %1, %2, every one</source>
        <translation>丢失 %1，%2，每一个</translation>
    </message>
    <message>
        <source>Lose %1, %2, number %3</source>
        <translation>丢失 %1，%2，第 %3 个</translation>
    </message>
    <message>
        <source>Remove the edit</source>
        <translation>删除该编辑</translation>
    </message>
    <message>
        <source>No edits yet. Select a segment on the timeline and press Delete: it is lost, and the run shows what TCP does about it.</source>
        <translation>还没有编辑。在时间线上选中一个报文段并按 Delete 键：它会丢失，运行结果将展示 TCP 如何应对。</translation>
    </message>
    <message>
        <source>dormant: no segment of this run fits</source>
        <translation>休眠：本次运行中没有匹配的报文段</translation>
    </message>
    <message>
        <source>%1 segments lost</source>
        <translation>丢失了 %1 个报文段</translation>
    </message>
</context>
<context>
    <name>tcplab::FieldEditor</name>
    <message>
        <source>not given</source>
        <translation>未给出</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>&amp;Apply (Ctrl+Enter)</source>
        <translation>应用(&amp;A)（Ctrl+Enter）</translation>
    </message>
</context>
<context>
    <name>tcplab::FieldRow</name>
    <message>
        <source>Take the value away</source>
        <translation>去掉该值</translation>
    </message>
    <message>
        <source>Back to the default</source>
        <translation>恢复默认值</translation>
    </message>
</context>
<context>
    <name>tcplab::InspectorView</name>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Header and bytes</source>
        <translation>首部与字节</translation>
    </message>
    <message>
        <source>Led to it: %1</source>
        <translation>起因：%1</translation>
    </message>
    <message>
        <source>Select a segment, a state, a call or a timer on the timeline to see why it happened.</source>
        <translation>在时间线上选中一个报文段、状态、调用或定时器，查看其原因。</translation>
    </message>
    <message>
        <source>At %1</source>
        <translation>%1 时</translation>
    </message>
</context>
<context>
    <name>tcplab::LiveDialog</name>
    <message>
        <source>Live on a network</source>
        <translation>接入真实网络</translation>
    </message>
    <message>
        <source>TCP Lab&apos;s own engine answers on a TAP device of this computer. Other programs reach it at its address, and every segment appears on the timeline.</source>
        <translation>TCP Lab 自带的协议引擎在本机的一个 TAP 设备上应答。其他程序可以通过它的地址与它通信，每个报文段都会出现在时间线上。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>http, echo, discard or chargen, each with its port, separated by spaces</source>
        <translation>http、echo、discard 或 chargen，各带端口号，用空格分隔</translation>
    </message>
    <message>
        <source>&amp;TAP device</source>
        <translation>TAP 设备(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Address and prefix length</source>
        <translation>地址与前缀长度(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Gateway</source>
        <translation>网关(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Services</source>
        <translation>服务(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Loss in each direction</source>
        <translation>每个方向的丢包率(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Record to (pcapng)</source>
        <translation>录制到文件（pcapng）(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>defaults</source>
        <translation>默认值</translation>
    </message>
    <message>
        <source>&amp;Engine</source>
        <translation>引擎(&amp;E)</translation>
    </message>
    <message>
        <source>Parameters of the engine, separated by spaces: tcp_sack=false timeWait=&quot;5 s&quot; cc_cubic.hystart=off</source>
        <translation>引擎的参数，以空格分隔：tcp_sack=false timeWait=&quot;5 s&quot; cc_cubic.hystart=off</translation>
    </message>
</context>
<context>
    <name>tcplab::MainWindow</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Labs</source>
        <translation>实验(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>网络(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Labs</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Windows over time</source>
        <translation>窗口随时间变化</translation>
    </message>
    <message>
        <source>Story</source>
        <translation>讲解</translation>
    </message>
    <message>
        <source>Edits</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>检查项</translation>
    </message>
    <message>
        <source>TCP Lab</source>
        <translation>TCP Lab</translation>
    </message>
    <message>
        <source>%1[*] – TCP Lab</source>
        <translation>%1[*] – TCP Lab</translation>
    </message>
    <message>
        <source>Running…</source>
        <translation>正在运行……</translation>
    </message>
    <message>
        <source>%1 segments, %2 events in %3</source>
        <translation>%3 内共 %1 个报文段、%2 个事件</translation>
    </message>
    <message>
        <source>%1 of %2 checks hold</source>
        <translation>%2 项检查中有 %1 项成立</translation>
    </message>
    <message>
        <source>About TCP Lab</source>
        <translation>关于 TCP Lab</translation>
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;TCP Lab %1&lt;/b&gt;&lt;/p&gt;&lt;p&gt;See, change and understand what TCP does.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later.&lt;/p&gt;</source>
        <translation>&lt;p&gt;&lt;b&gt;TCP Lab %1&lt;/b&gt;&lt;/p&gt;&lt;p&gt;观察、改变并理解 TCP 的行为。&lt;/p&gt;&lt;p&gt;自由软件，遵循 GNU 通用公共许可证第 3 版或更高版本。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>%1 packets of the capture are not IPv4 and are left out.</source>
        <translation>抓包文件中有 %1 个数据包不是 IPv4，未予显示。</translation>
    </message>
    <message>
        <source>Open a lab or a capture</source>
        <translation>打开实验或抓包文件</translation>
    </message>
    <message>
        <source>%1 has changes that are not saved.</source>
        <translation>%1 有尚未保存的更改。</translation>
    </message>
    <message>
        <source>Another program has changed %1 since it was opened. Replace what it wrote?</source>
        <translation>%1 打开之后被另一个程序更改过。要覆盖那些更改吗？</translation>
    </message>
    <message>
        <source>Save the lab</source>
        <translation>保存实验</translation>
    </message>
    <message>
        <source>Labs (*.tcplab)</source>
        <translation>实验 (*.tcplab)</translation>
    </message>
    <message>
        <source>Export the timeline</source>
        <translation>导出时间线</translation>
    </message>
    <message>
        <source>Pictures (*.svg *.pdf *.png)</source>
        <translation>图片 (*.svg *.pdf *.png)</translation>
    </message>
    <message>
        <source>Export the packets as the first host sees them</source>
        <translation>导出第一台主机所见的数据包</translation>
    </message>
    <message>
        <source>Captures (*.pcapng)</source>
        <translation>抓包文件 (*.pcapng)</translation>
    </message>
    <message>
        <source>TCP Lab ended without closing this lab. Its last changes were kept.</source>
        <translation>上次 TCP Lab 未关闭该实验就结束了。最后的更改已保留。</translation>
    </message>
    <message>
        <source>Restore them</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Throw them away</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>This lab needs plugins that are not loaded: %1.</source>
        <translation>该实验需要的插件没有加载：%1。</translation>
    </message>
    <message>
        <source>Show the plugins</source>
        <translation>查看插件</translation>
    </message>
    <message>
        <source>Live: %1 on %2</source>
        <translation>实时会话：%1，设备 %2</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Throw them away</source>
        <translation>丢弃更改(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Replace</source>
        <translation>覆盖(&amp;R)</translation>
    </message>
    <message>
        <source>The script fails in line %1: %2</source>
        <translation>脚本在第 %1 行失败：%2</translation>
    </message>
    <message>
        <source>Labs, captures and scripts (*.tcplab *.pcap *.pcapng *.cap *.pkt);;All files (*)</source>
        <translation>实验、抓包和脚本文件 (*.tcplab *.pcap *.pcapng *.cap *.pkt);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>&amp;Parameters of the link…</source>
        <translation>链路的参数(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Parameters of %1…</source>
        <translation>%1 的参数(&amp;P)…</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
</context>
<context>
    <name>tcplab::ParametersPanel</name>
    <message>
        <source>Parts of the lab</source>
        <translation>实验的组成部分</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove it (Delete)</source>
        <translation>删除（Delete）</translation>
    </message>
    <message>
        <source>Move it up (Alt+Up)</source>
        <translation>上移（Alt+Up）</translation>
    </message>
    <message>
        <source>Move it down (Alt+Down)</source>
        <translation>下移（Alt+Down）</translation>
    </message>
    <message>
        <source>Find a parameter</source>
        <translation>查找参数</translation>
    </message>
    <message>
        <source>Packets from a network and played scripts have no parameters. Open a lab to change some.</source>
        <translation>来自网络的数据包和播放过的脚本没有参数。打开一个实验即可更改参数。</translation>
    </message>
    <message>
        <source>“Add” puts something here.</source>
        <translation>用“添加”可在此处放入内容。</translation>
    </message>
    <message>
        <source>Nothing to set here: choose one of its parts.</source>
        <translation>此处没有可设置的值：请选择其组成部分。</translation>
    </message>
    <message>
        <source>Default for %1</source>
        <translation>%1恢复默认值</translation>
    </message>
    <message>
        <source>Change of %1</source>
        <translation>更改%1</translation>
    </message>
    <message>
        <source>Add %1</source>
        <translation>添加%1</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>删除%1</translation>
    </message>
    <message>
        <source>Move %1</source>
        <translation>移动%1</translation>
    </message>
</context>
<context>
    <name>tcplab::PluginsDialog</name>
    <message>
        <source>Plugins</source>
        <translation>插件</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>loaded</source>
        <translation>已加载</translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>未加载</translation>
    </message>
    <message>
        <source>Plugins are looked for in: %1</source>
        <translation>在以下文件夹中查找插件：%1</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>congestion control</source>
        <translation>拥塞控制</translation>
    </message>
    <message>
        <source>stage of a link</source>
        <translation>链路环节</translation>
    </message>
    <message>
        <source>program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>way to a network</source>
        <translation>网络接入</translation>
    </message>
</context>
<context>
    <name>tcplab::QueuesView</name>
    <message>
        <source>Queues</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>%1 %2: here for %3</source>
        <translation>%1 %2：已等待 %3</translation>
    </message>
</context>
<context>
    <name>tcplab::Shelf</name>
    <message>
        <source>Search the labs</source>
        <translation>搜索实验</translation>
    </message>
    <message>
        <source>Recent files</source>
        <translation>最近的文件</translation>
    </message>
</context>
<context>
    <name>tcplab::TimelineView</name>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Double-click: its parameters</source>
        <translation>双击：打开其参数</translation>
    </message>
</context>
<context>
    <name>tcplab::WindowGraph</name>
    <message>
        <source>Windows over time</source>
        <translation>窗口随时间变化</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>测量值</translation>
    </message>
    <message>
        <source>What the congestion control measures, as curves</source>
        <translation>以曲线显示拥塞控制的测量值</translation>
    </message>
    <message>
        <source>No connection in this run has a congestion window.</source>
        <translation>这次运行中没有连接带有拥塞窗口。</translation>
    </message>
</context>
</TS>
