#include "sim/run.h"

#include <fmt/format.h>

#include "sim/edit_book.h"
#include "sim/host.h"
#include "sim/link_direction.h"
#include "sim/prepare.h"
#include "sim/wake_queue.h"
#include "wire/ip.h"

namespace tcplab {
namespace {

class World {
public:
    World(const Lab& lab, const Catalogue& catalogue, const RunOptions& options)
        : lab_(lab), catalogue_(catalogue), options_(options), seed_(options.seed.value_or(lab.seed)), trace_(std::make_shared<Trace>()),
          recorder_(options.recorded ? Recorder(*trace_) : Recorder(*trace_, 0, 0)), edits_(lab.edits)
    {}

    Result<void> build()
    {
        for (std::size_t i = 0; i < lab_.hosts.size(); ++i)
            if (auto host = addHost(lab_.hosts[i], fmt::format("/hosts/{}", i)); !host)
                return host;
        for (std::size_t i = 0; i < lab_.links.size(); ++i)
            if (auto link = addLink(lab_.links[i], fmt::format("/links/{}", i)); !link)
                return link;
        return {};
    }

    void play()
    {
        // Sleepers: hosts first, then the directions of links.
        WakeQueue wakes(hosts_.size() + directions_.size());
        const Instant end = kStart + lab_.duration;
        for (auto& host : hosts_)
            host->start(kStart);
        rescheduleAll(wakes);
        while (const auto wake = wakes.pop()) {
            if (wake->at > end || stopped())
                return;
            if (wake->sleeper < hosts_.size())
                wakeHost(wake->sleeper, wake->at, wakes);
            else
                wakeDirection(wake->sleeper - hosts_.size(), wake->at, wakes);
            if (options_.recorded && trace_->size() >= options_.eventLimit) {
                recorder_.record(wake->at, {}, {Rule::RunStopped, EventId(static_cast<std::uint32_t>(trace_->size() - 1))},
                                 Note{recorder_.text("limit of events")});
                return;
            }
        }
    }

    RunResult result() { return {trace_, edits_.hits()}; }

private:
    struct Direction {
        std::size_t to = 0;
        std::unique_ptr<LinkDirection> link;
    };

    RandomStream random(const std::string& place) const { return RandomStream(seed_, place); }
    bool stopped() const { return options_.cancel && options_.cancel->load(std::memory_order_relaxed); }

    Result<void> addHost(const LabHost& lab, const std::string& path)
    {
        const PlacedUse place{lab.engine, path + "/engine"};
        auto engine = prepare(place, PluginKind::Engine, catalogue_.engine(lab.engine.plugin), catalogue_);
        if (!engine)
            return tl::unexpected(engine.error());
        if (const auto checked = checkCongestionControls(lab, path, catalogue_); !checked)
            return tl::unexpected(checked.error());
        const HostId id = recorder_.addHost(lab.name, lab.address, lab.address6);
        const std::size_t index = hosts_.size();
        EngineSetup setup{id,
                          lab.address,
                          lab.address6,
                          static_cast<std::uint32_t>(lab.mtu),
                          std::move(engine->parameters),
                          random("engine " + lab.name),
                          recorder_,
                          catalogue_,
                          lab.congestionControls};
        leaving_.emplace_back();
        hosts_.push_back(std::make_unique<Host>(id, recorder_, (*engine->factory)(std::move(setup)),
                                                [this, index](Instant now, TransitPacket packet) { send(now, index, std::move(packet)); }));
        for (std::size_t i = 0; i < lab.apps.size(); ++i)
            if (auto app = addApp(lab, i, fmt::format("{}/apps/{}", path, i)); !app)
                return app;
        return {};
    }

    Result<void> addApp(const LabHost& lab, std::size_t index, const std::string& path)
    {
        const PluginUse& use = lab.apps[index];
        auto app = prepare({use, path}, PluginKind::App, catalogue_.app(use.plugin), catalogue_);
        if (!app)
            return tl::unexpected(app.error());
        hosts_.back()->addApp(*app->factory, std::move(app->parameters), random(fmt::format("app {} {}", lab.name, index)), hostNames());
        return {};
    }

    HostNames hostNames() const
    {
        HostNames names;
        for (const LabHost& host : lab_.hosts)
            names.emplace(host.name, host.address);
        return names;
    }

    Result<std::size_t> hostIndex(const std::string& hostName, const std::string& path) const
    {
        for (std::size_t i = 0; i < lab_.hosts.size(); ++i)
            if (lab_.hosts[i].name == hostName)
                return i;
        return tl::unexpected(problemAt(path, {QT_TRANSLATE_NOOP("Sentence", "No host is named \"{0}\"."), hostName}));
    }

    Result<void> addLink(const LabLink& lab, const std::string& path)
    {
        const auto from = hostIndex(lab.from, path + "/from");
        if (!from)
            return tl::unexpected(from.error());
        const auto to = hostIndex(lab.to, path + "/to");
        if (!to)
            return tl::unexpected(to.error());
        if (auto forward = addDirection(*from, *to, lab.forward, path + "/forward"); !forward)
            return forward;
        return addDirection(*to, *from, lab.backward, path + "/backward");
    }

    Result<void> addDirection(std::size_t from, std::size_t to, const std::vector<PluginUse>& stages, const std::string& path)
    {
        const std::string& fromName = lab_.hosts[from].name;
        const std::string& toName = lab_.hosts[to].name;
        const std::string linkName = fromName + ">" + toName;
        const LinkId id = recorder_.addLink(linkName, hosts_[from]->id(), hosts_[to]->id());
        auto link = std::make_unique<LinkDirection>(
            id, recorder_, [this, &fromName, &toName](OctetView datagram) { return edits_.loses(fromName, toName, datagram); });
        for (std::size_t i = 0; i < stages.size(); ++i) {
            const PlacedUse place{stages[i], fmt::format("{}/{}", path, i)};
            if (auto added = addStage(*link, place, random(fmt::format("link {} {}", linkName, i)), catalogue_); !added)
                return added;
        }
        leaving_[from].push_back(directions_.size());
        directions_.push_back({to, std::move(link)});
        return {};
    }

    // A host's datagram goes out over the link that leads to its destination.
    void send(Instant now, std::size_t host, TransitPacket packet)
    {
        const auto addresses = wire::addressesOf(std::as_const(packet.datagram));
        for (const std::size_t index : leaving_[host]) {
            Direction& direction = directions_[index];
            if (addresses && lab_.hosts[direction.to].has(addresses->destination)) {
                direction.link->offer(now, std::move(packet));
                return;
            }
        }
        recorder_.packetDropped(now, {hosts_[host]->id()}, {Rule::IpNoRoute, packet.sent}, packet.sent, {}, "ip");
    }

    void wakeHost(std::size_t host, Instant now, WakeQueue& wakes)
    {
        hosts_[host]->timeHasCome(now);
        reschedule(host, wakes);
    }

    void wakeDirection(std::size_t index, Instant now, WakeQueue& wakes)
    {
        Direction& direction = directions_[index];
        bool arrived = false;
        while (const auto packet = direction.link->take(now)) {
            hosts_[direction.to]->packetArrived(now, *packet);
            arrived = true;
        }
        wakes.schedule(hosts_.size() + index, direction.link->nextWake());
        if (arrived)
            reschedule(direction.to, wakes);
    }

    // A poke of a host changes its own wake and those of the links that leave it.
    void reschedule(std::size_t host, WakeQueue& wakes)
    {
        wakes.schedule(host, hosts_[host]->nextWake());
        for (const std::size_t index : leaving_[host])
            wakes.schedule(hosts_.size() + index, directions_[index].link->nextWake());
    }

    void rescheduleAll(WakeQueue& wakes)
    {
        for (std::size_t i = 0; i < hosts_.size(); ++i)
            reschedule(i, wakes);
    }

    const Lab& lab_;
    const Catalogue& catalogue_;
    const RunOptions& options_;
    std::uint64_t seed_;
    std::shared_ptr<Trace> trace_;
    Recorder recorder_;
    EditBook edits_;
    std::vector<std::unique_ptr<Host>> hosts_;
    std::vector<Direction> directions_;
    std::vector<std::vector<std::size_t>> leaving_;  // by host: the directions that leave it
};

}  // namespace

Result<RunResult> run(const Lab& lab, const Catalogue& catalogue, const RunOptions& options)
{
    World world(lab, catalogue, options);
    if (auto built = world.build(); !built)
        return tl::unexpected(built.error());
    world.play();
    return world.result();
}

}  // namespace tcplab
