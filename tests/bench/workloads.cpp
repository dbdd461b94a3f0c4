#include "workloads.h"

#include <malloc.h>

#include <chrono>
#include <memory>

#include <fmt/format.h>

#include "all_plugins.h"
#include "base/pattern.h"
#include "instructions.h"
#include "lab/lab_file.h"
#include "sim/run.h"

namespace tcplab::bench {
namespace {

constexpr std::size_t kMoreThanHeaders = 120;  // octets of a datagram that carries data

// The part of a workload that counts. A function of its own, so that callgrind can be told to count only this.
template <class Work>
[[gnu::noinline]] void measuredPart(Work& work)
{
    work();
}

// Reads the cards of all plugins, once: not a part of any run.
const Catalogue& plugins()
{
    static const Catalogue all = allPlugins();
    return all;
}

template <class Work>
void measure(Measurement& measurement, Work&& work)
{
    InstructionCounter instructions;
    const auto began = std::chrono::steady_clock::now();
    instructions.start();
    measuredPart(work);
    measurement.instructions = instructions.stop();
    measurement.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

// --- simulation

std::string client(int flow)
{
    return fmt::format(R"({{"plugin": "app_script", "parameters": {{"calls": [
        {{"call": "connect", "to": "server:{}"}}, {{"call": "send", "bytes": 1000000000000}}]}}}})",
                       1000 + flow);
}

std::string server(int flow)
{
    return fmt::format(R"({{"plugin": "app_script", "parameters": {{"calls": [
        {{"call": "listen", "port": {}}}, {{"call": "accept"}}, {{"call": "receiveAll", "socket": "c"}}]}}}})",
                       1000 + flow);
}

template <class One>
std::string eachFlow(int flows, One&& one)
{
    std::string text;
    for (int flow = 0; flow < flows; ++flow)
        text += (flow > 0 ? "," : "") + one(flow);
    return text;
}

Lab labOf(const Simulation& simulation)
{
    constexpr int kRoundTripMilliseconds = 20;
    const int pipe = simulation.megabits * kRoundTripMilliseconds / 8;  // kB; a flow may send four times its share of it
    const std::string json = fmt::format(
        R"({{"tcplab": 1, "id": "bulk", "title": {{"en": "Bulk"}}, "duration": "{seconds} s",
            "hosts": [{{"name": "client", "address": "10.0.0.1", "engine": {engine}, "apps": [{clients}]}},
                      {{"name": "server", "address": "10.0.0.2", "engine": {engine}, "apps": [{servers}]}}],
            "links": [{{"from": "client", "to": "server",
                        "forward": [{loss}{{"plugin": "link_rate", "parameters": {{"rate": "{megabits} Mbit/s", "queuePackets": 65000,
                                                                           "queueBytes": "{queue} kB"}}}},
                                    {{"plugin": "link_delay", "parameters": {{"delay": "10 ms"}}}}],
                        "backward": [{{"plugin": "link_rate", "parameters": {{"rate": "{megabits} Mbit/s", "queuePackets": 65000}}}},
                                     {{"plugin": "link_delay", "parameters": {{"delay": "10 ms"}}}}]}}]}})",
        fmt::arg("seconds", simulation.seconds),
        fmt::arg("engine",
                 fmt::format(R"({{"plugin": "engine_tcp", "parameters": {{"sendBuffer": "{} kB"}}}})", 4 * pipe / simulation.flows)),
        fmt::arg("clients", eachFlow(simulation.flows, client)), fmt::arg("servers", eachFlow(simulation.flows, server)),
        fmt::arg("loss", simulation.loss > 0
                             ? fmt::format(R"({{"plugin": "link_loss", "parameters": {{"probability": {}}}}},)", simulation.loss)
                             : ""),
        fmt::arg("megabits", simulation.megabits), fmt::arg("queue", pipe));
    return parseLab(json, "bulk").value().lab;
}

// Segments of data; the other ones are ACKs.
std::uint64_t dataSegments(const Trace& trace)
{
    std::uint64_t segments = 0;
    for (std::size_t i = 0; i < trace.size(); ++i)
        if (const auto* sent = std::get_if<PacketSent>(&trace[i].body))
            segments += trace.packet(sent->packet).length > kMoreThanHeaders;
    return segments;
}

}  // namespace

Measurement simulate(const Simulation& simulation)
{
    const Lab lab = labOf(simulation);
    plugins();
    RunOptions options;
    options.recorded = simulation.recorded;
    std::shared_ptr<const Trace> trace;
    Measurement measurement;
    measure(measurement, [&] { trace = run(lab, plugins(), options).value().trace; });
    measurement.segments = dataSegments(*trace);
    measurement.events = trace->size();
    measurement.octets = trace->octets();
    return measurement;
}

namespace {

std::size_t octetsAllocated()
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

PluginUse use(std::string plugin, ValueMap parameters = {}) { return {std::move(plugin), std::move(parameters)}; }
Value text(std::string value) { return {std::move(value)}; }

PluginUse script(std::vector<ValueMap> calls)
{
    ValueList list;
    for (ValueMap& call : calls)
        list.push_back({std::move(call)});
    return use("app_script", {{"calls", Value{std::move(list)}}});
}

LabHost host(std::string name, std::uint32_t address, PluginUse engine)
{
    LabHost host;
    host.name = std::move(name);
    host.address.value = address;
    host.engine = std::move(engine);
    return host;
}

Lab labOf(const Dumbbell& dumbbell)
{
    constexpr std::uint32_t kLeft = 0x0a010000, kRight = 0x0a020000;  // 10.1.0.0, 10.2.0.0
    constexpr int kRoundTripMilliseconds = 20;
    const int pipe = dumbbell.megabits * kRoundTripMilliseconds / 8;  // kB
    const PluginUse engine = use("engine_tcp", {{"sendBuffer", text(fmt::format("{} kB", std::max(16, 4 * pipe / dumbbell.flows)))}});
    const auto rate = [&](const char* share) {
        return use("link_rate", {{"rate", text(fmt::format("{} {}", dumbbell.megabits, share))},
                                 {"queuePackets", Value{std::int64_t{65000}}},
                                 {"queueBytes", text(fmt::format("{} kB", pipe))}});
    };
    Lab lab;
    lab.duration = std::chrono::milliseconds(dumbbell.milliseconds);
    lab.hosts = {host("left", 0x0a000001, use("engine_router")), host("right", 0x0a000002, use("engine_router"))};
    const std::vector<PluginUse> bottleneck{rate("Mbit/s"), use("link_delay", {{"delay", text("10 ms")}})};
    lab.links = {{"left", "right", bottleneck, bottleneck}};
    for (int i = 0; i < dumbbell.flows; ++i) {
        const auto number = static_cast<std::uint32_t>(i + 1);
        const std::string client = fmt::format("c{}", i), server = fmt::format("s{}", i);
        lab.hosts.push_back(host(client, kLeft + number, engine));
        // Flows that begin together would lose together.
        lab.hosts.back().apps = {
            script({{{"at", text(fmt::format("{} us", i * 50))}, {"call", text("connect")}, {"to", text(server + ":80")}},
                    {{"call", text("send")}, {"bytes", Value{std::int64_t{1'000'000'000'000}}}}})};
        lab.hosts.push_back(host(server, kRight + number, engine));
        lab.hosts.back().apps = {script({{{"call", text("listen")}, {"port", Value{std::int64_t{80}}}},
                                         {{"call", text("accept")}},
                                         {{"call", text("receiveAll")}, {"socket", text("c")}}})};
        lab.links.push_back({client, "left", {}, {}});
        lab.links.push_back({"right", server, {}, {}});
    }
    return lab;
}

}  // namespace

namespace {

// A program that looks at the memory in use when the run is about to end.
class MemoryWitness : public App {
public:
    MemoryWitness(Instant at, std::size_t& seen) : at_(at), seen_(seen) {}

    void start(Instant) override {}
    void timeHasCome(Instant now) override
    {
        if (now < at_)
            return;
        seen_ = octetsAllocated();
        at_ = kNever;
    }
    void notice(Instant, const Notice&) override {}
    Instant nextWake() const override { return at_; }
    bool finished() const override { return true; }

private:
    Instant at_;
    std::size_t& seen_;
};

// Of the whole world in memory at the end of a run without a Trace.
std::size_t octetsOfWorld(Lab lab)
{
    std::size_t seen = 0;
    Catalogue catalogue = allPlugins();
    const Instant end = kStart + lab.duration;
    catalogue.add(
        parseCard(R"({"id": "witness", "kind": "app", "version": "1", "contract": 2, "title": {"en": "Witness"}, "parameters": []})")
            .value(),
        AppFactory([&](const AppSetup&) { return std::make_unique<MemoryWitness>(end, seen); }));
    lab.hosts.front().apps = {use("witness")};
    RunOptions options;
    options.recorded = false;
    const std::size_t before = octetsAllocated();
    TCPLAB_ASSURE(run(lab, catalogue, options));
    return seen - before;
}

}  // namespace

Measurement dumbbell(const Dumbbell& dumbbell)
{
    const Lab lab = labOf(dumbbell);
    plugins();
    std::shared_ptr<const Trace> trace;
    Measurement measurement;
    measure(measurement, [&] { trace = run(lab, plugins()).value().trace; });
    measurement.segments = dataSegments(*trace);
    measurement.events = trace->size();
    measurement.octets = octetsOfWorld(lab);
    return measurement;
}

// --- engines in memory

namespace {

// Two engines; what one sends arrives at the other at once.
class Pair {
public:
    static constexpr Ipv4Address kClient{0x0a000001};
    static constexpr Ipv4Address kServer{0x0a000002};

    Engine& client() { return *client_; }
    Engine& server() { return *server_; }
    CallContext call() const { return {now_, {}}; }
    std::uint64_t dataSegments() const { return dataSegments_; }

    // Carries datagrams both ways until there are none. The notices are thrown away: the callers ask the sockets.
    void settle()
    {
        while (carry(*client_, *server_) || carry(*server_, *client_)) {
        }
        now_ += 1us;
        for (Engine* engine : {client_.get(), server_.get()})
            if (engine->nextWake() <= now_)
                engine->timeHasCome(now_);
    }

    SocketId listenOn(std::uint16_t port)
    {
        const SocketId listener = server_->socket(call(), SocketType::Stream).socket();
        server_->bind(call(), listener, {{}, port});
        server_->listen(call(), listener, 128);
        return listener;
    }

    struct Ends {
        SocketId client, server;
    };
    Ends open(SocketId listener, std::uint16_t port)
    {
        const SocketId socket = client_->socket(call(), SocketType::Stream).socket();
        client_->connect(call(), socket, {kServer, port});
        settle();
        const CallResult accepted = server_->accept(call(), listener);
        TCPLAB_ASSURE(accepted.ok() && client_->connect(call(), socket, {kServer, port}).ok());
        return {socket, accepted.socket()};
    }

private:
    std::unique_ptr<Engine> make(const char* name, Ipv4Address address)
    {
        Parameters parameters = normalize(allPlugins().card("engine_tcp")->parameters, {}).value();
        const HostId host = recorder_.addHost(name, address);
        return (*allPlugins().engine("engine_tcp"))(
            {host, address, std::nullopt, 1500, std::move(parameters), RandomStream(1, name), recorder_, allPlugins()});
    }

    bool carry(Engine& from, Engine& to)
    {
        bool any = false;
        while (auto packet = from.nextPacket(now_)) {
            any = true;
            dataSegments_ += packet->datagram.size() > kMoreThanHeaders;
            to.packetArrived(now_, std::move(packet->datagram), {}, wire::Checksums::Check);
        }
        for (Notice notice; from.nextNotice(notice);) {
        }
        return any;
    }

    Instant now_ = kStart;
    std::uint64_t dataSegments_ = 0;
    std::unique_ptr<Trace> trace_ = std::make_unique<Trace>();
    Recorder recorder_{*trace_, 0, 0};
    std::unique_ptr<Engine> client_ = make("client", kClient);
    std::unique_ptr<Engine> server_ = make("server", kServer);
};

}  // namespace

Measurement transferInMemory(std::uint64_t octets)
{
    constexpr std::uint16_t kPort = 5001;
    constexpr std::size_t kPieceOctets = 4000;  // that a program hands over or takes with one call
    Pair pair;
    const Pair::Ends ends = pair.open(pair.listenOn(kPort), kPort);
    const Octets data = pattern(0, kPieceOctets);
    Octets room(kPieceOctets);
    std::uint64_t received = 0;
    const std::uint64_t before = pair.dataSegments();
    Measurement measurement;
    measure(measurement, [&] {
        for (std::uint64_t sent = 0; received < octets;) {
            while (sent < octets) {
                const CallResult result = pair.client().send(pair.call(), ends.client, data, {});
                if (!result.ok())
                    break;
                sent += static_cast<std::uint64_t>(result.value);
            }
            pair.settle();
            for (;;) {
                const CallResult result = pair.server().receive(pair.call(), ends.server, room, {});
                if (!result.ok())
                    break;
                received += static_cast<std::uint64_t>(result.value);
            }
        }
    });
    measurement.segments = pair.dataSegments() - before;
    return measurement;
}

Measurement openConnections(int count)
{
    constexpr int kPerPort = 10'000;  // fewer than there are ephemeral ports
    constexpr std::uint16_t kFirstPort = 5001;
    Pair pair;
    SocketId listener;
    std::uint16_t port = kFirstPort - 1;
    const std::size_t before = octetsAllocated();
    Measurement measurement;
    measure(measurement, [&] {
        for (int i = 0; i < count; ++i) {
            if (i % kPerPort == 0)
                listener = pair.listenOn(++port);
            pair.open(listener, port);
        }
    });
    measurement.segments = static_cast<std::uint64_t>(count);
    measurement.octets = octetsAllocated() - before;
    return measurement;
}

}  // namespace tcplab::bench
