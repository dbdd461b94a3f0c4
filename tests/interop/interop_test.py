#!/usr/bin/env python3
"""The engine against the kernel's TCP, over a TAP device in a network namespace of its own.

    interop_test.py TCPLAB

The script moves into a new network namespace, which ends with its last process: nothing has to be tidied up, however it
ends. Where that is not allowed, it says why and exits with 77 (skipped).
"""

import contextlib
import functools
import hashlib
import http.server
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

SKIPPED = 77
INSIDE = "TCPLAB_INTEROP_INSIDE"  # set once the script is in its namespace
TAP, KERNEL, ENGINE = "tap0", "10.9.0.1", "10.9.0.2"
TEN_MEGABYTES = 10_000_000
PATIENCE = 180  # seconds, for whatever should take a few of them on an idle machine

tcplab = ""


def skip(reason):
    print(f"SKIPPED: {reason}", file=sys.stderr)
    sys.exit(SKIPPED)


def move_into_namespace():
    """Replaces this process by one in a namespace; root makes a plain one, others need a user namespace as well."""
    for tool in ("unshare", "ip", "ping", "curl"):
        if not shutil.which(tool):
            skip(f"{tool} is not installed")
    unshare = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--net"]
    attempt = subprocess.run([*unshare, "true"], capture_output=True, text=True)
    if attempt.returncode != 0:
        skip(f"no network namespace can be made here: {attempt.stderr.strip()}")
    os.environ[INSIDE] = "1"
    os.execvp(unshare[0], [*unshare, sys.executable, *sys.argv])


def make_network():
    for line in ("link set lo up", f"tuntap add dev {TAP} mode tap user 0", f"address add {KERNEL}/24 dev {TAP}", f"link set {TAP} up"):
        done = subprocess.run(["ip", *line.split()], capture_output=True, text=True)
        if done.returncode != 0:
            skip(f"\"ip {line}\" is refused here: {done.stderr.strip()}")


def stream_pattern(size):
    """What /bytes/N of the engine's HTTP server must be."""
    return b"".join(b"octet %010d of the stream.\n" % at for at in range(0, size, 32))[:size]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def live(*arguments, tap=TAP):
    # The limit of time is for the case that this script is killed and cannot end what it began.
    return [tcplab, "live", "--tap", tap, "--address", f"{ENGINE}/24", "--seconds", str(3 * PATIENCE), *arguments]


@contextlib.contextmanager
def serving(*arguments):
    """A live session in the background. It must end cleanly on SIGTERM; `summary` is filled in then."""
    summary = {}
    process = subprocess.Popen(live("--serve", "http:80", "--serve", "echo:7", "--serve", "discard:9", "--serve", "chargen:19", "--json",
                                    *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        greeting = process.stderr.readline() + process.stderr.readline()
        if "Ctrl+C" not in greeting:
            process.kill()
            raise AssertionError(f"tcplab live did not start: {greeting}{process.stderr.read()}")
        yield summary
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
        if process.returncode != 0:
            raise AssertionError(f"tcplab live ended with {process.returncode}: {err}")
        summary.update(json.loads(out))
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


@contextlib.contextmanager
def kernel_http_server(body):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer((KERNEL, 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def curl(*arguments):
    return subprocess.run(["curl", "--silent", "--show-error", "--max-time", str(PATIENCE), *arguments], capture_output=True)


def tshark(file, *arguments):
    done = subprocess.run(["tshark", "-r", file, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", *arguments],
                          capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout.splitlines()


def without_capabilities(command):
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]


def as_nobody(command):
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]


class Interop(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.recording = os.path.join(folder.name, "live.pcapng")

    def fetch_from_engine(self):
        fetched = curl(f"http://{ENGINE}/bytes/{TEN_MEGABYTES}")
        self.assertEqual(fetched.returncode, 0, fetched.stderr)
        self.assertEqual(len(fetched.stdout), TEN_MEGABYTES)
        self.assertEqual(sha256(fetched.stdout), sha256(stream_pattern(TEN_MEGABYTES)))

    def fetch_by_engine(self, *arguments):
        """Answers what tcplab said on stderr."""
        body = os.urandom(TEN_MEGABYTES)
        with kernel_http_server(body) as port:
            fetched = subprocess.run(live("--connect", f"{KERNEL}:{port}", "--send", "GET / HTTP/1.0\r\n\r\n", *arguments),
                                     capture_output=True, timeout=PATIENCE)
        said = fetched.stderr.decode()
        self.assertEqual(fetched.returncode, 0, said)
        head, _, received = fetched.stdout.partition(b"\r\n\r\n")
        self.assertIn(b" 200 ", head)
        self.assertEqual(len(received), TEN_MEGABYTES, said)
        self.assertEqual(sha256(received), sha256(body))
        return said

    def assert_clean(self, recording):
        if not shutil.which("tshark"):
            self.skipTest("tshark is not installed")
        # One segment of the kernel in 65,536 has the checksum ffff where 0000 is meant (its CSUM_MANGLED_0): the same number in
        # one's complement, but tshark calls it bad.
        kernels_zero = f"ip.src == {KERNEL} and tcp.checksum == 0xffff"
        self.assertEqual(tshark(recording, "-Y", f"_ws.malformed or ip.checksum.status == 0 or (tcp.checksum.status == 0 and not ({kernels_zero}))"), [])
        for stream in sorted(set(tshark(recording, "-Y", "tcp.flags.syn == 1 and tcp.flags.ack == 1", "-T", "fields", "-e", "tcp.stream"))):
            numbers = tshark(recording, "-Y", f"tcp.stream == {stream}", "-T", "fields", "-E", "separator=,", "-e", "tcp.seq", "-e", "tcp.ack")
            self.assertEqual(numbers[:3], ["0,0", "0,1", "1,1"])

    def test_ping_is_answered(self):
        with serving():
            pinged = subprocess.run(["ping", "-c", "3", "-i", "0.2", "-W", "20", ENGINE], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(pinged.returncode, 0, pinged.stdout)
        self.assertIn("3 received", pinged.stdout)

    def test_curl_fetches_from_engine(self):
        with serving("--record", self.recording) as summary:
            self.fetch_from_engine()
        self.assertGreaterEqual(max(c["accepted"] for c in summary["connections"]), TEN_MEGABYTES)
        self.assert_clean(self.recording)

    def test_engine_fetches_from_kernel(self):
        self.fetch_by_engine("--record", self.recording)
        self.assert_clean(self.recording)

    def test_curl_fetches_from_engine_with_loss(self):
        with serving("--loss", "0.01") as summary:
            self.fetch_from_engine()
        self.assertGreater(summary["datagrams"]["lost"], 10)

    def test_engine_fetches_from_kernel_with_loss(self):
        said = self.fetch_by_engine("--loss", "0.01")
        self.assertNotIn(" 0 lost", said)

    def test_closed_port_is_refused_at_once(self):
        with serving("--record", self.recording):
            refused = curl(f"http://{ENGINE}:81/")
        self.assertEqual(refused.returncode, 7, refused.stderr)  # could not connect
        if not shutil.which("tshark"):
            self.skipTest("tshark is not installed")
        # A slow machine may repeat the SYN; none of them stays without its RST, and nothing else is said.
        flags = tshark(self.recording, "-Y", "tcp.port == 81", "-T", "fields", "-e", "tcp.flags")
        self.assertEqual(flags.count("0x0002"), flags.count("0x0014"))
        self.assertEqual(set(flags), {"0x0002", "0x0014"})

    def test_engine_is_refused_by_a_closed_port(self):
        refused = subprocess.run(live("--connect", f"{KERNEL}:9"), capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("ECONNREFUSED", refused.stderr)

    def test_echo_discard_and_chargen(self):
        said = os.urandom(1_000_000)
        with serving() as summary:
            self.assertEqual(sha256(self.talk(7, said)), sha256(said))
            self.assertEqual(self.talk(9, said), b"")
            with socket.create_connection((ENGINE, 19), timeout=PATIENCE) as generator:
                self.assertTrue(generator.makefile("rb").readline().startswith(b" !\"#$%&'()*+,-./0123456789"))
        self.assertIn(len(said), [c["delivered"] for c in summary["connections"]])

    def talk(self, port, said):
        """Sends everything while it listens, and answers all that came back."""
        with socket.create_connection((ENGINE, port), timeout=PATIENCE) as connection:
            def send():
                connection.sendall(said)
                connection.shutdown(socket.SHUT_WR)

            sender = threading.Thread(target=send)
            sender.start()
            heard = b"".join(iter(functools.partial(connection.recv, 65536), b""))
            sender.join()
            return heard

    def test_half_close_ends_an_echo(self):
        with socket.create_server((KERNEL, 0)) as listener:
            def echo():
                with listener.accept()[0] as connection:
                    connection.sendall(b"".join(iter(functools.partial(connection.recv, 4096), b"")))

            threading.Thread(target=echo, daemon=True).start()
            talked = subprocess.run(live("--connect", f"{KERNEL}:{listener.getsockname()[1]}", "--send", "hello", "--half-close"),
                                    capture_output=True, timeout=PATIENCE)
        self.assertEqual((talked.returncode, talked.stdout), (0, b"hello"), talked.stderr)

    def test_device_of_another_user(self):
        made = subprocess.run(["ip", "tuntap", "add", "dev", "others0", "mode", "tap", "user", "65534"], capture_output=True, text=True)
        if made.returncode != 0:
            self.skipTest(f"no other user is known here: {made.stderr}")
        self.assert_refused(without_capabilities(live(tap="others0")), "Operation not permitted")

    def test_nobody_may_not_use_tap(self):
        reach = subprocess.run(as_nobody(["test", "-x", tcplab]), capture_output=True, text=True)
        if reach.returncode != 0:
            self.skipTest(f"the user nobody cannot reach {tcplab} {reach.stderr}")
        self.assert_refused(as_nobody(live()), "ermission denied" if not os.stat("/dev/net/tun").st_mode & 0o006 else "not permitted")

    def test_missing_device(self):
        self.assert_refused(live(tap="nosuch0"), "there is no network device of this name")

    def test_device_in_use(self):
        with serving():
            self.assert_refused(live(), "in use")

    def assert_refused(self, command, reason):
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn(reason, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 2, done.stderr)  # what was refused, and what helps


if __name__ == "__main__":
    tcplab = os.path.abspath(sys.argv[1])
    if INSIDE not in os.environ:
        move_into_namespace()
    if not os.path.exists("/dev/net/tun"):
        skip("there is no /dev/net/tun")
    make_network()
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
