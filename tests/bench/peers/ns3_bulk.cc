// No part of TCP Lab: `./dev bench --peers` builds it outside the tree, `./dev bench` runs it in turn with our own workloads.
// ns-3 anchor: N bulk TCP flows between two nodes over one point-to-point link.
// Build: g++ -O3 -DNDEBUG -std=c++17 ns3_bulk.cc -o ns3_bulk -lns3-applications -lns3-point-to-point
//        -lns3-internet -lns3-traffic-control -lns3-network -lns3-core   (-I/usr/include)
// Defaults: 100 Mb/s, 10 ms one way, droptail of 1 BDP (167 packets), MSS 1448, SACK, timestamps,
// window scaling, no queue disc, virtual payload, checksums off (ns-3's default).
#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/traffic-control-module.h"
#include <chrono>
#include <cstdio>
#include <sys/resource.h>
#include <unistd.h>
using namespace ns3;

static uint64_t g_tx, g_ack, g_drop, g_cb;
static void TxData(Ptr<const Packet>) { ++g_tx; }
static void TxAck(Ptr<const Packet>) { ++g_ack; }
static void Drop(Ptr<const Packet>) { ++g_drop; }
static void Cwnd(uint32_t, uint32_t) { ++g_cb; }
static void HookCwnd() { Config::ConnectWithoutContext("/NodeList/0/$ns3::TcpL4Protocol/SocketList/*/CongestionWindow", MakeCallback(&Cwnd)); }
static long RssKb() {
  long pages = 0, rss = 0; FILE* f = fopen("/proc/self/statm", "r");
  if (fscanf(f, "%ld %ld", &pages, &rss) != 2) rss = 0;
  fclose(f);
  return rss * (sysconf(_SC_PAGESIZE) / 1024);
}

int main(int argc, char** argv) {
  std::string cc = "TcpCubic", rate = "100Mbps", delay = "10ms", pcap = "", sched = "ns3::MapScheduler";
  uint32_t flows = 1, queue = 167, snap = 65535, sendSize = 14480, buf = 4 << 20;
  uint64_t bytes = 0;  // 0: unlimited
  double t = 60, loss = 0; bool sack = true, cwnd = false, idle = false;
  CommandLine c;
  c.AddValue("cc", "", cc); c.AddValue("rate", "", rate); c.AddValue("delay", "", delay);
  c.AddValue("pcap", "prefix", pcap); c.AddValue("snap", "", snap); c.AddValue("sched", "", sched);
  c.AddValue("flows", "", flows); c.AddValue("queue", "packets", queue); c.AddValue("time", "s", t);
  c.AddValue("loss", "", loss); c.AddValue("send", "", sendSize); c.AddValue("sack", "", sack);
  c.AddValue("buf", "", buf); c.AddValue("cwnd", "cwnd trace callback", cwnd);
  c.AddValue("bytes", "per flow, 0 unlimited", bytes);
  c.AddValue("idle", "establish only, send nothing", idle);
  c.Parse(argc, argv);
  GlobalValue::Bind("SchedulerType", StringValue(sched));
  Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(TypeId::LookupByName("ns3::" + cc)));
  Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
  Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(buf));
  Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(buf));
  Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
  Config::SetDefault("ns3::TcpSocketBase::Sack", BooleanValue(sack));
  Config::SetDefault("ns3::TcpSocketBase::MinRto", TimeValue(MilliSeconds(200)));
  Config::SetDefault("ns3::PcapFileWrapper::CaptureSize", UintegerValue(snap));

  NodeContainer n; n.Create(2);
  PointToPointHelper p2p;
  p2p.SetDeviceAttribute("DataRate", StringValue(rate));
  p2p.SetChannelAttribute("Delay", StringValue(delay));
  p2p.SetQueue("ns3::DropTailQueue", "MaxSize", QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, queue)));
  NetDeviceContainer d = p2p.Install(n);
  InternetStackHelper().Install(n);
  Ipv4AddressHelper a; a.SetBase("10.1.1.0", "255.255.255.0");
  Ipv4InterfaceContainer ifc = a.Assign(d);
  TrafficControlHelper().Uninstall(d);
  if (loss > 0) {
    Ptr<RateErrorModel> em = CreateObject<RateErrorModel>();
    em->SetUnit(RateErrorModel::ERROR_UNIT_PACKET); em->SetRate(loss);
    d.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(em));
  }
  PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), 9));
  ApplicationContainer sa = sink.Install(n.Get(1));
  sa.Start(Seconds(0));
  BulkSendHelper src("ns3::TcpSocketFactory", InetSocketAddress(ifc.GetAddress(1), 9));
  src.SetAttribute("MaxBytes", UintegerValue(bytes));
  src.SetAttribute("SendSize", UintegerValue(sendSize));
  std::vector<Ptr<Socket>> idlers;
  for (uint32_t i = 0; i < flows && !idle; ++i) src.Install(n.Get(0)).Start(Seconds(0.001 * (i % 1000)));
  d.Get(0)->TraceConnectWithoutContext("PhyTxBegin", MakeCallback(&TxData));
  d.Get(1)->TraceConnectWithoutContext("PhyTxBegin", MakeCallback(&TxAck));
  DynamicCast<PointToPointNetDevice>(d.Get(0))->GetQueue()->TraceConnectWithoutContext("Drop", MakeCallback(&Drop));
  n.Get(0)->GetObject<TrafficControlLayer>()->TraceConnectWithoutContext("TcDrop", MakeCallback(&Drop));  // full device queue, no queue disc
  if (!pcap.empty()) p2p.EnablePcap(pcap, d.Get(0), true);   // sender's side only, as one capture point
  if (cwnd) Simulator::Schedule(Seconds(0.002), &HookCwnd);
  long rss0 = RssKb();
  for (uint32_t i = 0; i < flows && idle; ++i) {  // established, never sends
    Ptr<Socket> k = Socket::CreateSocket(n.Get(0), TcpSocketFactory::GetTypeId());
    k->Bind(); k->Connect(InetSocketAddress(ifc.GetAddress(1), 9)); idlers.push_back(k);
  }
  auto w0 = std::chrono::steady_clock::now();
  Simulator::Stop(Seconds(t));
  Simulator::Run();
  double w = std::chrono::duration<double>(std::chrono::steady_clock::now() - w0).count();
  long rss1 = RssKb();
  rusage ru; getrusage(RUSAGE_SELF, &ru);
  uint64_t rx = DynamicCast<PacketSink>(sa.Get(0))->GetTotalRx();
  printf("cc=%s flows=%u t=%g loss=%g snap=%s%u wall=%.3f dataseg=%lu ackseg=%lu drops=%lu events=%lu rxbytes=%lu goodput_mbps=%.2f "
         "dataseg/s=%.0f events/s=%.0f ns/dataseg=%.0f rss0_kb=%ld rss1_kb=%ld maxrss_kb=%ld cwndcb=%lu\n",
         cc.c_str(), flows, t, loss, pcap.empty() ? "off:" : "on:", snap, w, g_tx, g_ack, g_drop,
         Simulator::GetEventCount(), rx, rx * 8e-6 / t, g_tx / w, Simulator::GetEventCount() / w, w * 1e9 / g_tx,
         rss0, rss1, ru.ru_maxrss, g_cb);
  Simulator::Destroy();
  return 0;
}
