/* No part of TCP Lab: `./dev bench --peers` builds it outside the tree, `./dev bench` runs it in turn with our own workloads. */
/* lwIP anchor against Debian's liblwip (2.1.3): raw API, one thread, no tcpip thread.
   Build: gcc -O3 -I/usr/include/lwip lwip_bench.c -o lwip_bench -llwip
   Modes:
     lwip_bench mem MBYTES             bulk transfer A->B, two raw-IP netifs in one process, packets copied
     lwip_bench conns N                N established connections (2N pcbs) in memory, RSS per pcb
     lwip_bench tap IFNAME             attach to a TAP at 10.9.0.2/24: port 5001 discards, port 5002 sources
   Checksums are made and verified in software (Debian's lwipopts.h), MSS 1460, window 65535. */
#define _GNU_SOURCE
#include "lwip/init.h"
#include "lwip/tcp.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/ip4.h"
#include "lwip/netif.h"
#include "lwip/etharp.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec * 1e-9; }
static long rss_kb(void) { long a = 0, b = 0; FILE *f = fopen("/proc/self/statm", "r"); if (fscanf(f, "%ld %ld", &a, &b) != 2) b = 0; fclose(f); return b * 4; }

static struct netif na, nb;
static struct { struct pbuf *p; struct netif *in; } ring[65536];
static unsigned head, tail;
static unsigned long pk_ab, pk_ba, by_ab;

static err_t wire(struct netif *n, struct pbuf *p, const ip4_addr_t *dst) {
  (void)dst;
  struct pbuf *q = pbuf_alloc(PBUF_RAW, p->tot_len, PBUF_RAM);
  if (!q) return ERR_MEM;
  pbuf_copy_partial(p, q->payload, p->tot_len, 0);
  if (n == &na) { pk_ab++; by_ab += p->tot_len; } else pk_ba++;
  ring[head & 65535].p = q; ring[head & 65535].in = n == &na ? &nb : &na; head++;
  return ERR_OK;
}
static err_t ifinit(struct netif *n) { n->name[0] = 'm'; n->name[1] = 'm'; n->mtu = 1500; n->output = wire; n->flags |= NETIF_FLAG_LINK_UP; return ERR_OK; }
static void pump(void) { while (tail != head) { unsigned i = tail++ & 65535; if (ip4_input(ring[i].p, ring[i].in) != ERR_OK) pbuf_free(ring[i].p); } }

static char data[65536];
static unsigned long left, got;
static int est;
static err_t fill(struct tcp_pcb *pcb) {
  while (left && tcp_sndbuf(pcb)) {
    u16_t k = tcp_sndbuf(pcb); if (k > 14600) k = 14600; if (k > left) k = left;
    if (tcp_write(pcb, data, k, TCP_WRITE_FLAG_COPY) != ERR_OK) break;
    left -= k;
  }
  tcp_output(pcb);
  return ERR_OK;
}
static err_t on_sent(void *a, struct tcp_pcb *p, u16_t l) { (void)a; (void)l; return fill(p); }
static err_t on_recv(void *a, struct tcp_pcb *p, struct pbuf *b, err_t e) {
  (void)a; (void)e;
  if (!b) { tcp_close(p); return ERR_OK; }
  got += b->tot_len; tcp_recved(p, b->tot_len); pbuf_free(b);
  return ERR_OK;
}
static err_t on_acc(void *a, struct tcp_pcb *p, err_t e) { (void)a; (void)e; tcp_recv(p, on_recv); return ERR_OK; }
static err_t on_conn(void *a, struct tcp_pcb *p, err_t e) { (void)e; est++; if (a) { tcp_sent(p, on_sent); return fill(p); } return ERR_OK; }

static err_t src_sent(void *a, struct tcp_pcb *p, u16_t l) { (void)a; (void)l; left = 1ul << 60; return fill(p); }
static err_t src_acc(void *a, struct tcp_pcb *p, err_t e) { (void)a; (void)e; tcp_recv(p, on_recv); tcp_sent(p, src_sent); left = 1ul << 60; return fill(p); }

static void mem_setup(void) {
  ip4_addr_t ip, m, g; IP4_ADDR(&g, 0, 0, 0, 0); IP4_ADDR(&m, 255, 255, 255, 0);
  IP4_ADDR(&ip, 10, 0, 0, 2); netif_add(&nb, &ip, &m, &g, NULL, ifinit, ip4_input);
  IP4_ADDR(&ip, 10, 0, 0, 1); netif_add(&na, &ip, &m, &g, NULL, ifinit, ip4_input);
  netif_set_up(&na); netif_set_up(&nb);
  struct tcp_pcb *l = tcp_new(); ip_addr_t b; IP_ADDR4(&b, 10, 0, 0, 2);
  tcp_bind(l, &b, 5001); tcp_bind_netif(l, &nb);
  l = tcp_listen_with_backlog(l, 255); tcp_accept(l, on_acc);
}
static struct tcp_pcb *dial(u16_t port, void *arg) {
  ip_addr_t s, d; IP_ADDR4(&s, 10, 0, 0, 1); IP_ADDR4(&d, 10, 0, 0, 2);
  struct tcp_pcb *c = tcp_new(); tcp_arg(c, arg); tcp_bind_netif(c, &na);
  if (port) { c->local_port = 0; if (tcp_bind(c, &s, port) != ERR_OK) { puts("bind"); exit(1); } }
  if (tcp_connect(c, &d, 5001, on_conn) != ERR_OK) { puts("connect"); exit(1); }
  return c;
}

static int tapfd;
static unsigned long tap_rx, tap_tx;
static err_t tap_out(struct netif *n, struct pbuf *p) {
  (void)n; char buf[1600]; tap_tx++;
  u16_t l = pbuf_copy_partial(p, buf, sizeof buf, 0);
  return write(tapfd, buf, l) == l ? ERR_OK : ERR_IF;
}
static err_t tap_init(struct netif *n) {
  n->name[0] = 't'; n->name[1] = 'p'; n->mtu = 1500; n->hwaddr_len = 6; memcpy(n->hwaddr, "\x02\0\0\0\0\x02", 6);
  n->output = etharp_output; n->linkoutput = tap_out; n->flags |= NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP;
  return ERR_OK;
}
static volatile sig_atomic_t stop;
static void on_sig(int s) { (void)s; stop = 1; }

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  lwip_init();
  if (!strcmp(argv[1], "mem")) {
    left = strtoul(argv[2], 0, 0) * 1000000ul; unsigned long total = left;
    mem_setup(); double t0 = now(); dial(0, &na);
    double tick = t0;
    while (got < total) { pump(); double t = now(); if (t - tick > 0.05 || (tail == head)) { sys_check_timeouts(); tick = t; } }
    double w = now() - t0;
    printf("mem bytes=%lu wall=%.3f MB/s=%.1f dataseg=%lu ack=%lu dataseg/s=%.0f ns/dataseg=%.0f sizeof(tcp_pcb)=%zu sizeof(tcp_seg)=%zu sizeof(pbuf)=%zu\n",
           got, w, got / w / 1e6, pk_ab, pk_ba, pk_ab / w, w * 1e9 / pk_ab, sizeof(struct tcp_pcb), sizeof(struct tcp_seg), sizeof(struct pbuf));
  } else if (!strcmp(argv[1], "conns")) {
    int n = atoi(argv[2]); mem_setup(); dial(1025, NULL); pump();
    long r0 = rss_kb(); double t0 = now();
    for (int i = 1; i < n; i++) { dial(1025 + i, NULL); pump(); }
    printf("conns n=%d est=%d wall=%.2f rss_delta_kb=%ld bytes_per_pcb=%.0f sizeof(tcp_pcb)=%zu\n", n, est, now() - t0, rss_kb() - r0, (rss_kb() - r0) * 1024.0 / (2.0 * (n - 1)), sizeof(struct tcp_pcb));
  } else {
    struct ifreq r; memset(&r, 0, sizeof r); tapfd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    r.ifr_flags = IFF_TAP | IFF_NO_PI; strncpy(r.ifr_name, argv[2], IFNAMSIZ - 1);
    if (tapfd < 0 || ioctl(tapfd, TUNSETIFF, &r)) { perror("tap"); return 1; }
    ip4_addr_t ip, m, g; IP4_ADDR(&g, 10, 9, 0, 1); IP4_ADDR(&m, 255, 255, 255, 0); IP4_ADDR(&ip, 10, 9, 0, 2);
    netif_add(&na, &ip, &m, &g, NULL, tap_init, ethernet_input); netif_set_default(&na); netif_set_up(&na);
    struct tcp_pcb *l = tcp_new(); tcp_bind(l, IP_ADDR_ANY, 5001); l = tcp_listen(l); tcp_accept(l, on_acc);
    struct tcp_pcb *s = tcp_new(); tcp_bind(s, IP_ADDR_ANY, 5002); s = tcp_listen(s); tcp_accept(s, src_acc);
    signal(SIGTERM, on_sig); signal(SIGINT, on_sig);
    while (!stop) {
      struct pollfd pf = {tapfd, POLLIN, 0}; poll(&pf, 1, 20);
      for (int i = 0; i < 256; i++) {
        char buf[1600]; ssize_t k = read(tapfd, buf, sizeof buf); if (k <= 0) break; tap_rx++;
        struct pbuf *p = pbuf_alloc(PBUF_RAW, k, PBUF_RAM); pbuf_take(p, buf, k);
        if (ethernet_input(p, &na) != ERR_OK) pbuf_free(p);
      }
      sys_check_timeouts();
    }
    fprintf(stderr, "tap rx=%lu tx=%lu got=%lu\n", tap_rx, tap_tx, got);
  }
  return 0;
}
