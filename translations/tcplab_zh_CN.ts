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
        <source>Queue of %1: %2 packets, %3</source>
        <translation>%1 的队列：%2 个数据包，%3</translation>
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
        <source>dropped: backlog full</source>
        <translation>丢弃：连接队列已满</translation>
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
</context>
<context>
    <name>Header</name>
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
        <source>Length</source>
        <translation>长度</translation>
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
        <source>Payload</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>… and %1 that were not kept</source>
        <translation>……另有 %1 未保存</translation>
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
        <source>Datagrams wait for the link: its queue holds {bytes} bytes.</source>
        <translation>数据报在等待链路：队列中有 {bytes} 字节。</translation>
    </message>
    <message>
        <source>The queue before the link is full, so the datagram is dropped (drop-tail).</source>
        <translation>链路前的队列已满，因此丢弃该数据报（尾部丢弃）。</translation>
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
        <source>The datagram is a fragment. This stack does not reassemble yet and drops it.</source>
        <translation>该数据报是一个分片。本协议栈尚不支持重组，将其丢弃。</translation>
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
        <translation>对活动连接上的 SYN 或不精确的 RST 不予采信：用挑战 ACK 向对方求证。</translation>
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
        <source>Labs and captures (*.tcplab *.pcap *.pcapng *.cap);;All files (*)</source>
        <translation>实验和抓包文件 (*.tcplab *.pcap *.pcapng *.cap);;所有文件 (*)</translation>
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
</context>
<context>
    <name>tcplab::WindowGraph</name>
    <message>
        <source>Windows over time</source>
        <translation>窗口随时间变化</translation>
    </message>
</context>
</TS>
