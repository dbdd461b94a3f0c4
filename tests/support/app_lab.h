// Labs of two hosts with programs on them, and what came of a run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "all_plugins.h"
#include "lab/lab_file.h"
#include "sim/run.h"
#include "support/trace_count.h"

namespace tcplab::test {

// Two hosts with an app each (as in a lab file), 10 Mbit/s, 10 ms each way, and some loss.
inline Lab labOf(const std::string& client, const std::string& server, double loss)
{
    const std::string link = fmt::format(
        R"([{{"plugin": "link_loss", "parameters": {{"probability": {}}}}},
            {{"plugin": "link_rate", "parameters": {{"rate": "10 Mbit/s", "queuePackets": 100}}}},
            {{"plugin": "link_delay", "parameters": {{"delay": "10 ms"}}}}])",
        loss);
    const std::string json = fmt::format(
        R"({{"tcplab": 1, "id": "test", "title": {{"en": "A test"}}, "duration": "1 h",
            "hosts": [{{"name": "client", "address": "10.0.0.1", "engine": {{"plugin": "engine_tcp"}}, "apps": [{}]}},
                      {{"name": "server", "address": "10.0.0.2", "engine": {{"plugin": "engine_tcp"}}, "apps": [{}]}}],
            "links": [{{"from": "client", "to": "server", "forward": {}, "backward": {}}}]}})",
        client, server, link, link);
    return parseLab(json, "test").value().lab;
}

inline std::string script(const std::string& calls)
{
    return fmt::format(R"({{"plugin": "app_script", "parameters": {{"calls": [{}]}}}})", calls);
}

inline const std::string kReceiving = script(R"({"call": "listen", "port": 80}, {"call": "accept"},
                                         {"call": "receiveAll", "socket": "c"}, {"call": "close", "socket": "c"})");

struct Ran {
    explicit Ran(const Lab& lab) : trace(*(result = run(lab, allPlugins()).value()).trace) {}

    template <class Body>
    std::size_t count() const
    {
        std::size_t found = 0;
        for (std::size_t i = 0; i < trace.size(); ++i)
            found += std::holds_alternative<Body>(trace[i].body);
        return found;
    }

    // Octets that the host's programs took from (Delivered) or gave to (Accepted) all of its connections.
    template <class Body>
    std::uint64_t octets(std::uint16_t host) const
    {
        std::map<std::uint32_t, std::uint64_t> totals;
        for (std::size_t i = 0; i < trace.size(); ++i)
            if (const auto* body = std::get_if<Body>(&trace[i].body); body && trace[i].host == HostId(host))
                totals[trace[i].connection.number()] = body->total;
        std::uint64_t sum = 0;
        for (const auto& [connection, total] : totals)
            sum += total;
        return sum;
    }

    // The running fingerprint of the last delivered (accepted) octets.
    template <class Body>
    std::uint64_t lastStream() const
    {
        std::uint64_t stream = 0;
        for (std::size_t i = 0; i < trace.size(); ++i)
            if (const auto* body = std::get_if<Body>(&trace[i].body))
                stream = body->stream;
        return stream;
    }

    // Calls that went wrong, and those that never returned, by name.
    std::vector<std::string> failures() const
    {
        std::map<EventId, std::string> open;
        std::vector<std::string> failed;
        for (std::size_t i = 0; i < trace.size(); ++i) {
            if (const auto* begun = std::get_if<CallBegun>(&trace[i].body)) {
                open[EventId(static_cast<std::uint32_t>(i))] = trace.text(begun->call);
            } else if (const auto* returned = std::get_if<CallReturned>(&trace[i].body)) {
                if (returned->error != 0)
                    failed.push_back(open[returned->begun]);
                open.erase(returned->begun);
            }
        }
        for (const auto& [event, call] : open)
            if (call != "accept()")  // a server goes on waiting
                failed.push_back("unreturned " + call);
        return failed;
    }

    std::size_t calls(std::string_view name) const
    {
        std::size_t found = 0;
        for (std::size_t i = 0; i < trace.size(); ++i)
            if (const auto* begun = std::get_if<CallBegun>(&trace[i].body))
                found += trace.text(begun->call).starts_with(name);
        return found;
    }

    std::size_t recorded(Rule rule) const { return countOf(trace, rule); }

    // Of the last event of the rule; the run's start when there is none.
    Instant last(Rule rule) const
    {
        Instant at = kStart;
        for (std::size_t i = 0; i < trace.size(); ++i)
            if (trace[i].rule == rule)
                at = trace[i].at;
        return at;
    }

    // What programs told with that rule.
    std::vector<std::string> notes(Rule rule) const
    {
        std::vector<std::string> found;
        for (std::size_t i = 0; i < trace.size(); ++i)
            if (const auto* note = std::get_if<Note>(&trace[i].body); note && trace[i].rule == rule)
                found.push_back(trace.text(note->text));
        return found;
    }

    RunResult result;
    const Trace& trace;
};

}  // namespace tcplab::test
