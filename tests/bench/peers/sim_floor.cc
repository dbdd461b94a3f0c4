// No part of TCP Lab: `./dev bench --peers` builds it outside the tree, `./dev bench` runs it in turn with our own workloads.
// Floor for a TCP simulator on this machine: one bulk flow over a 100 Mb/s, 10 ms link, fixed window (no losses, no congestion
// control, no timers), every segment traced twice (sent, received) as a 48-byte record.  What is left is the least any
// discrete-event TCP simulator must do: an event queue, header work and the trace.
// Build: g++ -O3 -march=native sim_floor.cc -o sim_floor     Run: sim_floor meta|wire|full [SECONDS] [PENDING] [touch]
//   meta  segments are structs; wire  Ethernet/IPv4/TCP headers with timestamps are encoded, decoded and checksummed (payload
//   virtual); full  as wire with a 1448-byte payload copied in, checksummed twice and copied out.
//   PENDING extra timers stay in the event queue (default 0), as with many flows.  touch: the trace memory is allocated and
//   touched before the clock starts, otherwise a std::vector grows by doubling.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <queue>
#include <vector>
struct Ev { uint64_t t, seq; uint32_t kind, slot; bool operator<(const Ev& o) const { return t != o.t ? t > o.t : seq > o.seq; } };
struct Rec { uint64_t t; uint32_t flow, seq, ack, len, tsval, tsecr, cwnd, inflight; uint16_t wnd; uint8_t flags, dir; uint32_t pad; };
struct Pkt { uint32_t seq, ack, len, tsval, tsecr, n; uint8_t b[1600]; };
static uint64_t sum64(const uint8_t* b, size_t n) { uint64_t s = 0; for (size_t i = 0; i + 3 < n; i += 4) { uint32_t w; memcpy(&w, b + i, 4); s += w; } if (n & 3) { uint32_t w = 0; memcpy(&w, b + (n & ~size_t(3)), n & 3); s += w; } return s; }
static uint16_t fold(uint64_t s) { s = (s & 0xffffffff) + (s >> 32); s = (s & 0xffffffff) + (s >> 32); s = (s & 0xffff) + (s >> 16); s = (s & 0xffff) + (s >> 16); return s; }
static void put32(uint8_t* p, uint32_t v) { v = __builtin_bswap32(v); memcpy(p, &v, 4); }
static uint32_t get32(const uint8_t* p) { uint32_t v; memcpy(&v, p, 4); return __builtin_bswap32(v); }
static uint8_t src[1448], dst[1448]; static int mode;
static void enc(Pkt& p) {
  if (!mode) return;
  uint8_t* b = p.b; size_t dl = mode == 2 ? p.len : 0, tl = 32 + p.len; memset(b, 0, 66); b[12] = 8; b[14] = 0x45; b[16] = (20 + tl) >> 8; b[17] = 20 + tl; b[22] = 64; b[23] = 6; put32(b + 26, 0x0a000001); put32(b + 30, 0x0a000002);
  uint16_t c = ~fold(sum64(b + 14, 20)); memcpy(b + 24, &c, 2);
  uint8_t* t = b + 34; t[0] = 4; t[2] = 5; put32(t + 4, p.seq); put32(t + 8, p.ack); t[12] = 0x80; t[13] = 0x10; t[14] = 0xff; t[20] = t[21] = 1; t[22] = 8; t[23] = 10; put32(t + 24, p.tsval); put32(t + 28, p.tsecr);
  if (dl) memcpy(t + 32, src, dl);
  c = ~fold(sum64(b + 26, 8) + 0x600 + __builtin_bswap16(tl) + sum64(t, 32 + dl)); memcpy(t + 16, &c, 2); p.n = 66 + dl;
}
static bool dec(Pkt& p) {
  if (!mode) return true;
  uint8_t *b = p.b, *t = b + 34; size_t tl = (b[16] << 8 | b[17]) - 20, dl = mode == 2 ? tl - 32 : 0;
  if (fold(sum64(b + 14, 20)) != 0xffff || fold(sum64(b + 26, 8) + 0x600 + __builtin_bswap16(tl) + sum64(t, 32 + dl)) != 0xffff) return false;
  p.seq = get32(t + 4); p.ack = get32(t + 8); p.len = tl - 32; p.tsval = get32(t + 24); p.tsecr = get32(t + 28); if (dl) memcpy(dst, t + 32, dl);
  return true;
}
int main(int c, char** v) {
  mode = c > 1 ? (v[1][0] == 'm' ? 0 : v[1][0] == 'w' ? 1 : 2) : 0; double secs = c > 2 ? atof(v[2]) : 60; int pend = c > 3 ? atoi(v[3]) : 0;
  std::priority_queue<Ev> q; std::vector<Pkt> pool(4096); std::vector<uint32_t> freel; for (int i = 4095; i >= 0; i--) freel.push_back(i);
  std::vector<Rec> tr; const uint64_t end = secs * 1e9, delay = 10000000, ser = 121120, aser = 5280, W = 300; uint64_t now = 0, s = 0, busy = 0, abusy = 0, nev = 0, data = 0, acks = 0, bad = 0; uint32_t una = 0, nxt = 0, rcv = 0, held = 0;
  for (int i = 0; i < pend; i++) q.push({end + 1 + i, s++, 2, 0});
  auto trace = [&](const Pkt& p, uint8_t dir) { tr.push_back({now, 0, p.seq, p.ack, p.len, p.tsval, p.tsecr, (uint32_t)W, nxt - una, 65535, 0x10, dir, 0}); };
  auto pump = [&] { while ((nxt - una) / 1448 < W) { uint32_t k = freel.back(); freel.pop_back(); Pkt& p = pool[k]; p.seq = nxt; p.ack = 1; p.len = 1448; p.tsval = now / 1000000; p.tsecr = 0; enc(p); trace(p, 0); nxt += 1448; data++; busy = (busy > now ? busy : now) + ser; q.push({busy + delay, s++, 0, k}); } };
  if (c > 4) { tr.resize(secs * 27000); tr.clear(); }
  auto t0 = std::chrono::steady_clock::now(); pump();
  while (!q.empty() && q.top().t <= end) {
    Ev e = q.top(); q.pop(); now = e.t; nev++; Pkt& p = pool[e.slot]; if (!dec(p)) { bad++; }
    trace(p, e.kind | 2);
    if (e.kind == 0) { if (p.seq == rcv) rcv += p.len; if (++held == 2) { held = 0; uint32_t k = freel.back(); freel.pop_back(); Pkt& a = pool[k]; a.seq = 1; a.ack = rcv; a.len = 0; a.tsval = now / 1000000; a.tsecr = p.tsval; enc(a); trace(a, 1); acks++; abusy = (abusy > now ? abusy : now) + aser; q.push({abusy + delay, s++, 1, k}); } freel.push_back(e.slot); }
    else { una = p.ack; freel.push_back(e.slot); pump(); }
  }
  double w = std::chrono::duration<double>(std::chrono::steady_clock::now() - t0).count();
  printf("%s sim=%gs wall=%.4f dataseg=%lu acks=%lu events=%lu trace=%zu bad=%lu dataseg/s=%.0f ns/dataseg=%.1f\n", c > 1 ? v[1] : "meta", secs, w, data, acks, nev, tr.size(), bad, data / w, w * 1e9 / data);
}
