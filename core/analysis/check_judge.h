// What the kinds of checks share: the exchange that they look at, and the making of a verdict. Inside of analysis only.
#pragma once

#include "analysis/checks.h"
#include "analysis/exchange.h"
#include "analysis/series.h"
#include "base/json.h"

namespace tcplab {

std::string showInstant(Instant at);
Sentence listedNumbers(const std::vector<std::int64_t>& numbers);
Sentence listedDurations(const std::vector<Duration>& durations);
Sentence listedInstants(const std::vector<Instant>& instants);
// As many of the one as of the other, each instant within `tolerance` of its duration since the start.
bool areNear(const std::vector<Duration>& expected, const std::vector<Instant>& found, Duration tolerance);

// The verdict of one check: all that it expects, beside what was found.
class Expectations {
public:
    void add(bool met, const Sentence& expected, const Sentence& found);
    // `what` has a place {0} for the number.
    template <std::size_t N>
    void equal(const char (&what)[N], std::int64_t expected, std::int64_t found)
    {
        add(expected == found, {what, expected}, {what, found});
    }
    // Each instant within `tolerance` of the expected one, and none more or less.
    // `what` has a place {0} for them.
    template <std::size_t N>
    void instants(const char (&what)[N], const std::vector<Duration>& expected, const std::vector<Instant>& found, Duration tolerance)
    {
        add(areNear(expected, found, tolerance), {what, listedDurations(expected)}, {what, listedInstants(found)});
    }

    bool empty() const { return verdict_.expected.empty(); }
    const Verdict& verdict() const { return verdict_; }

private:
    Verdict verdict_{true, {}, {}};
};

// Everything that a check may look at, and its arguments.
struct CheckJudge {
    const Trace& trace;
    const Exchange& exchange;
    JsonObject& arguments;
    JsonFindings& findings;
    Expectations& expectations;

    // Arguments; a wrong one is an error in `findings`, and the answer is then harmless.
    HostId host(const std::string& key = "host");
    std::optional<std::int64_t> number(const std::string& key);
    std::optional<std::vector<std::int64_t>> numbers(const std::string& key);
    std::optional<std::vector<Duration>> durations(const std::string& key);
    std::optional<std::vector<std::string>> texts(const std::string& key);
    std::optional<bool> boolean(const std::string& key);
    Duration tolerance();
    std::optional<Rule> rule(const std::string& key);
    // The time to look at, "after" … "before", both inclusive; absent limits do not restrict.
    struct Window {
        Instant after;
        Instant before;
        bool holds(Instant at) const { return at >= after && at <= before; }
    };
    Window window();
    // The n-th connection of the host, from 1, in order of appearance; listening sockets do not count.
    ConnectionId connection(HostId host);

    // The kinds.
    void segments();
    void states();
    void call();
    void delivered();
    void variable();
    void timer();
    void rules();
    void drops();
    void judgeWithin(ConnectionId of, Variable variable, const std::vector<Variable>& bounds, Window time);

    // Indices into exchange.segments of those that `filter` describes, in order.
    std::vector<std::size_t> matchingSegments(JsonObject& filter);
};

}  // namespace tcplab
