// The sender: flows side by side, each as a thread of a C program would be. A call that has to wait is waited for, even when a burst should
// have ended meanwhile.
#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "app_bulk/bulk.h"
#include "app_bulk/distribution.h"
#include "app_bulk/source.h"
#include "base/pattern.h"

namespace tcplab::app_bulk {
namespace {

constexpr std::size_t kBufferOctets = 65536;

class Sender : public App {
public:
    explicit Sender(const AppSetup& setup)
        : face_(setup.sockets), log_(setup.log), plan_(setup), source_(sourceOf(setup.parameters)), buffer_(kBufferOctets)
    {
        RandomStream random = setup.random;
        for (std::int64_t i = 0; i < setup.parameters.count("flows"); ++i)
            flows_.emplace_back(i + 1, random.split(fmt::format("flow {}", i)));
    }

    void start(Instant now) override
    {
        for (std::size_t i = 0; i < flows_.size(); ++i)
            wakes_.insert({flows_[i].wake = plan_.begin, i});
        timeHasCome(now);
    }

    void timeHasCome(Instant now) override
    {
        while (nextWake() <= now)
            goOn({now, {}}, wakes_.begin()->second);
    }

    void notice(Instant now, const Notice& notice) override
    {
        if (const auto found = bySocket_.find(notice.socket); found != bySocket_.end())
            goOn({now, notice.cause}, found->second);
    }

    Instant nextWake() const override { return wakes_.empty() ? kNever : wakes_.begin()->first; }
    bool finished() const override { return ended_ == flows_.size(); }
    std::string source() const override { return source_; }

private:
    static constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

    struct Plan {
        explicit Plan(const AppSetup& setup)
            : overTcp(setup.parameters.text("transport") == "tcp"), begin(kStart + setup.parameters.duration("at")),
              to(resolve(setup.names, setup.parameters.text("to")).value_or(Endpoint{})),
              inBursts(setup.parameters.text("pattern") != "steady"), timed(setup.parameters.text("pattern") == "timedBursts"),
              distribution(distributionNamed(setup.parameters.text("distribution"))), burst(setup.parameters.duration("burst")),
              burstSize(setup.parameters.size("burstSize")), pause(setup.parameters.duration("pause")), rate(setup.parameters.rate("rate")),
              payload(static_cast<std::uint64_t>(setup.parameters.size("payload")))
        {
            if (setup.parameters.has("size"))
                size = static_cast<std::uint64_t>(setup.parameters.size("size"));
            if (setup.parameters.has("duration"))
                end = begin + setup.parameters.duration("duration");
        }

        bool overTcp;
        Instant begin, end = kNever;
        Endpoint to;
        std::uint64_t size = kUnlimited;
        bool inBursts, timed;
        Distribution distribution;
        Duration burst;
        std::int64_t burstSize;
        Duration pause;
        BitRate rate;
        std::uint64_t payload;
    };

    struct Flow {
        enum class Phase : std::uint8_t { Waiting, Connecting, Pausing, Sending, Ended };

        Flow(std::int64_t number, RandomStream random) : number(number), random(random) {}

        std::int64_t number;
        RandomStream random;
        Phase phase = Phase::Waiting;
        SocketId socket;
        std::uint64_t sent = 0;
        Instant due = kNever;        // Pausing: its end; Sending by UDP: the next datagram
        Instant begun = kStart;      // of the burst, or of all when there are none
        Instant until = kNever;      // its end, when it has one by time
        std::uint64_t left = 0;      // octets of it
        std::int64_t datagrams = 0;  // of it, so far
        Instant wake = kNever;       // its place in wakes_
    };
    enum class Step : std::uint8_t { GoOn, Wait };

    void goOn(CallContext context, std::size_t index)
    {
        Flow& flow = flows_[index];
        wakes_.erase({flow.wake, index});
        flow.wake = kNever;
        while (step(context, index) == Step::GoOn)
            continue;
        flow.wake = wakeOf(flow);
        if (flow.wake != kNever)
            wakes_.insert({flow.wake, index});
    }

    // Who waits for the socket is woken by its notice.
    Instant wakeOf(const Flow& flow) const
    {
        if (flow.phase == Flow::Phase::Pausing)
            return std::min(flow.due, plan_.end);
        const bool clocked = flow.phase == Flow::Phase::Sending && !plan_.overTcp;
        return clocked ? std::min({flow.due, flow.until, plan_.end}) : kNever;
    }

    Step step(CallContext context, std::size_t index)
    {
        Flow& flow = flows_[index];
        switch (flow.phase) {
        case Flow::Phase::Waiting: return open(context, index);
        case Flow::Phase::Connecting: return connect(context, flow);
        case Flow::Phase::Pausing: return over(flow, context.now) ? end(context, flow) : pauseEnds(context, flow);
        case Flow::Phase::Sending: return sendOrStop(context, flow);
        case Flow::Phase::Ended: break;
        }
        return Step::Wait;
    }

    Step open(CallContext context, std::size_t index)
    {
        Flow& flow = flows_[index];
        const CallResult made = face_.socket(context, plan_.overTcp ? SocketType::Stream : SocketType::Datagram);
        if (!made.ok())
            return end(context, flow);
        flow.socket = made.socket();
        bySocket_[flow.socket] = index;
        flow.phase = Flow::Phase::Connecting;
        return Step::GoOn;
    }

    Step connect(CallContext context, Flow& flow)
    {
        const CallResult result = face_.connect(context, flow.socket, plan_.to);
        if (isWaiting(result.error))
            return Step::Wait;
        if (!result.ok())
            return end(context, flow);
        if (plan_.inBursts)
            return pause(context, flow);
        return begin(context, flow, kNever, kUnlimited);
    }

    bool over(const Flow& flow, Instant now) const { return flow.sent >= plan_.size || now >= plan_.end; }

    Step pause(CallContext context, Flow& flow)
    {
        const Duration pause{draw(flow.random, plan_.distribution, nanoseconds(plan_.pause))};
        tell(context, flow, Rule::AppPause, timeText(pause));
        flow.phase = Flow::Phase::Pausing;
        flow.due = context.now + pause;
        return Step::GoOn;
    }

    Step pauseEnds(CallContext context, Flow& flow)
    {
        if (context.now < flow.due)
            return Step::Wait;
        if (plan_.timed) {
            const Duration burst{draw(flow.random, plan_.distribution, nanoseconds(plan_.burst))};
            tell(context, flow, Rule::AppBurst, timeText(burst));
            return begin(context, flow, context.now + burst, kUnlimited);
        }
        const std::int64_t burst = draw(flow.random, plan_.distribution, plan_.burstSize);
        tell(context, flow, Rule::AppBurst, fmt::format("{} B", burst));
        return begin(context, flow, kNever, static_cast<std::uint64_t>(burst));
    }

    Step begin(CallContext context, Flow& flow, Instant until, std::uint64_t octets)
    {
        flow.phase = Flow::Phase::Sending;
        flow.begun = flow.due = context.now;
        flow.until = until;
        flow.left = octets;
        flow.datagrams = 0;
        return Step::GoOn;
    }

    Step sendOrStop(CallContext context, Flow& flow)
    {
        if (over(flow, context.now))
            return end(context, flow);
        if (context.now >= flow.until || flow.left == 0)
            return pause(context, flow);
        return plan_.overTcp ? sendPiece(context, flow) : sendDatagram(context, flow);
    }

    CallResult send(CallContext context, Flow& flow, std::uint64_t most)
    {
        const std::uint64_t length = std::min({most, plan_.size - flow.sent, flow.left});
        const std::span<std::uint8_t> room = std::span(buffer_).first(static_cast<std::size_t>(length));
        fillPattern(flow.sent, room);
        return face_.send(context, flow.socket, room);
    }

    Step sendPiece(CallContext context, Flow& flow)
    {
        const CallResult result = send(context, flow, kBufferOctets);
        if (isWaiting(result.error))
            return Step::Wait;
        if (!result.ok())
            return end(context, flow);
        count(flow, static_cast<std::uint64_t>(result.value));
        return Step::GoOn;
    }

    // One that the stack refuses is one that was lost.
    Step sendDatagram(CallContext context, Flow& flow)
    {
        if (context.now < flow.due)
            return Step::Wait;
        (void)send(context, flow, plan_.payload);
        count(flow, plan_.payload);
        ++flow.datagrams;
        flow.due = flow.begun + transmissionTime(plan_.rate, flow.datagrams * static_cast<std::int64_t>(plan_.payload));
        return Step::GoOn;
    }

    static void count(Flow& flow, std::uint64_t octets)
    {
        flow.sent += octets;
        if (flow.left != kUnlimited)
            flow.left -= std::min(flow.left, octets);
    }

    Step end(CallContext context, Flow& flow)
    {
        if (flow.socket.valid()) {
            bySocket_.erase(flow.socket);
            face_.close(context, flow.socket);
        }
        flow.phase = Flow::Phase::Ended;
        ++ended_;
        return Step::Wait;
    }

    static std::string timeText(Duration duration)
    {
        const std::int64_t microseconds = nanoseconds(duration) / 1000;
        return fmt::format("{}.{:03} ms", microseconds / 1000, microseconds % 1000);
    }

    void tell(CallContext context, const Flow& flow, Rule rule, const std::string& text)
    {
        log_.note(context, rule, fmt::format("#{} {}", flow.number, text));
    }

    SocketFace& face_;
    ProgramLog& log_;
    const Plan plan_;
    const std::string source_;
    Octets buffer_;
    std::vector<Flow> flows_;
    std::map<SocketId, std::size_t> bySocket_;
    std::set<std::pair<Instant, std::size_t>> wakes_;
    std::size_t ended_ = 0;
};

}  // namespace

std::unique_ptr<App> makeSender(const AppSetup& setup) { return std::make_unique<Sender>(setup); }

}  // namespace tcplab::app_bulk
